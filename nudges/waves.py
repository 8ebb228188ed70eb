"""Who is asked after how long, until a person has come: the waves of a call. Pure: no database, no clock.

A wave that finds its whole group asleep is owed. It goes out, in its order, when somebody of the group is awake; those
after it wait for that, because whoever sleeps has not said no. A group that has nobody left is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

PROMISE = timedelta(hours=24)  # the human reply that all this is for
MORNINGS = timedelta(days=30)  # for so long more people are asked each morning; the desk shows it beyond that
NEWCOMERS_WAIT = timedelta(days=7)  # a hello after a week is no welcome any more
MORNING = time(9)  # in the community's own time zone


class Asked(StrEnum):
    """Who is asked in a wave."""

    OPTED_IN = "opted in"
    MENTORS = "mentors"
    MODERATORS = "moderators"
    ANYBODY = "opted in or mentors"


@dataclass(frozen=True, slots=True)
class Wave:
    """So long after the beginning, so many people of this group (None: all of them)."""

    number: int
    after: timedelta
    who: Asked
    many: int | None


# A person replies within 24 hours: three people, after two hours five more, then mentors, then moderators.
WAVES = (
    Wave(1, timedelta(0), Asked.OPTED_IN, 3),
    Wave(2, timedelta(hours=2), Asked.OPTED_IN, 5),
    Wave(3, timedelta(hours=8), Asked.MENTORS, 5),
    Wave(4, timedelta(hours=20), Asked.MODERATORS, None),
)
# It does not end after a day: each morning two people who were not asked, until somebody has answered.
EACH_MORNING = Wave(5, PROMISE, Asked.ANYBODY, 2)
# What a newcomer tells is no question, but nobody should tell it to an empty room: one greeter.
GREETER = Wave(1, timedelta(0), Asked.OPTED_IN, 1)

OPTED_IN_WAVES = [wave.number for wave in (*WAVES, EACH_MORNING) if wave.who in (Asked.OPTED_IN, Asked.ANYBODY)]
MENTOR_WAVES = [wave.number for wave in WAVES if wave.who is Asked.MENTORS]


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of asking: how many were asked now, and when the first of those who sleep wakes (None: nobody sleeps)."""

    many: int
    wakes_at: datetime | None = None


def without_offers(waves: Sequence[Wave]) -> tuple[Wave, ...]:
    """Where nobody said that they may be asked, whoever tends the place is asked at once, as many as it would have been."""
    tending = replace(WAVES[-1], after=timedelta(0), many=WAVES[-1].many if len(waves) > 1 else waves[0].many)
    rest = [wave for wave in waves if wave.who in (Asked.MENTORS, Asked.ANYBODY)]
    return tending, *rest


def go_out(
    waves: Sequence[Wave], *, age: timedelta, asked: Mapping[int, int], ask: Callable[[Wave, int | None], Reached]
) -> list[Reached]:
    """Asks for every wave whose time has come and that has not had all its people, in their order.

    `asked`: how many people each wave has had. `ask` gets a wave and how many it still lacks (None: all there are). The
    first wave that reached nobody yet and whose whole group sleeps ends it: it is owed.
    """
    came: list[Reached] = []
    for wave in waves:
        lacks = None if wave.many is None else wave.many - asked.get(wave.number, 0)
        if wave.after > age or (lacks is not None and lacks <= 0):
            continue
        came.append(ask(wave, lacks))
        if not came[-1].many and not asked.get(wave.number) and came[-1].wakes_at is not None:
            break
    return came


def next_look(
    waves: Sequence[Wave], *, began: datetime, came: Sequence[Reached], now: datetime, zone: tzinfo
) -> datetime | None:
    """When the next wave is due, somebody wakes, or a morning begins in this zone; None: nothing of it will be."""
    times = [began + wave.after for wave in waves]
    times += [one.wakes_at for one in came if one.wakes_at is not None]
    if EACH_MORNING in waves:
        times.append(next_morning(now, zone))
    return min((at for at in times if at > now), default=None)


def this_morning(now: datetime, zone: tzinfo) -> datetime:
    """When the last morning began, for a community in this zone."""
    begins = _nine(now, zone)
    return begins if begins <= now else _nine(now - timedelta(days=1), zone)


def next_morning(now: datetime, zone: tzinfo) -> datetime:
    """When the next one begins."""
    begins = _nine(now, zone)
    return begins if begins > now else _nine(now + timedelta(days=1), zone)


def _nine(at: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(at.astimezone(zone).date(), MORNING, tzinfo=zone)
