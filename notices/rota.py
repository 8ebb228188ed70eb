"""Whose turn it is to be called where somebody may be in danger. Pure: no database, no clock of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TURN = timedelta(minutes=15)  # for so long one has it alone; long enough to wake up and to sign in

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who can be reached. `stands_in`: an admin, called after whoever tends the place."""

    member_id: int
    is_awake: bool
    may_be_woken: bool
    last_called: datetime | None = None
    stands_in: bool = False


def next_called(duty: Iterable[OnDuty], called: Collection[int]) -> list[int]:
    """Whom to call now. At first everybody who tends the place and is awake; then, or where all sleep, one at a time:
    who is awake before who said that they may be woken, and of these who was not called for longest.
    """
    left = [one for one in duty if one.member_id not in called and (one.is_awake or one.may_be_woken)]
    if not left:
        return []
    order = sorted(left, key=_turn)
    first = order[0]
    if not called and first.is_awake and not first.stands_in:
        return [one.member_id for one in order if one.is_awake and not one.stands_in]
    return [first.member_id]


def _turn(one: OnDuty) -> tuple[bool, bool, datetime, int]:
    return one.stands_in, not one.is_awake, one.last_called or _NEVER, one.member_id
