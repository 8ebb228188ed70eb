"""The hours in which a member may be written to, in their own time zone. Pure: no database, no clock of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from members.zones import known, zone

DAY_BEGINS = time(9)  # local; the attention treaty of docs/attention.md
DAY_ENDS = time(20)  # local; nothing is sent from this minute on


def is_awake(now: datetime, name: str) -> bool:
    """Is it between 09:00 and 20:00 there?"""
    return DAY_BEGINS <= now.astimezone(zone(name)).time() < DAY_ENDS


def next_awake(now: datetime, name: str) -> datetime:
    """`now` where it is day there, else the next 09:00, in UTC. A day on which no 09:00 comes is skipped."""
    if is_awake(now, name):
        return now
    local = now.astimezone(zone(name))
    for day in range(4):
        morning = datetime.combine(local.date() + timedelta(days=day), DAY_BEGINS, tzinfo=local.tzinfo)
        moment = morning.astimezone(UTC)
        if moment >= now and is_awake(moment, name):
            return moment
    raise AssertionError(f"No morning within four days in {name}.")


def local_day(now: datetime, name: str) -> date:
    """Which day it is there."""
    return now.astimezone(zone(name)).date()


def morning_of(day: date, name: str) -> datetime:
    """When one may be written to there on that day, in UTC."""
    return next_awake(datetime.combine(day, time(0), tzinfo=zone(name)).astimezone(UTC), name)


@lru_cache(maxsize=8)
def _awake_zones(minute: datetime) -> tuple[str, ...]:
    return tuple(name for name in sorted(known()) if is_awake(minute, name))


def awake_zones(now: datetime) -> list[str]:
    """Every time zone in which it is day now, for `time_zone = ANY(…)` in set-based queries."""
    return list(_awake_zones(now.replace(second=0, microsecond=0)))
