"""The time zones of the pinned tz database (community/__init__.py); looked up once, because finding them takes a while."""

from __future__ import annotations

import zoneinfo
from functools import cache
from zoneinfo import ZoneInfo


@cache
def known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def zone(name: str) -> ZoneInfo:
    """The time zone of that name; UTC for a name that nobody knows."""
    return _read(name if name in known() else "UTC")


@cache
def _read(name: str) -> ZoneInfo:
    """Kept for good: ZoneInfo itself keeps eight, and reads the file anew for every other."""
    return ZoneInfo(name)


@cache
def offered() -> tuple[tuple[str, str], ...]:
    """Name and words of every zone that is called after a place, and UTC."""
    places = sorted(name for name in known() if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/")))
    return tuple((name, name.replace("_", " ").replace("/", ", ")) for name in ["UTC", *places])


def spoken(name: str) -> str:
    """ "Europe, London": the zone that counts for whoever has this one, in words."""
    return str(zone(name)).replace("_", " ").replace("/", ", ")
