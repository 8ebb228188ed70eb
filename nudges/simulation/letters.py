"""What is mailed in the simulation beside calls: the treaty's letters, the quiet notes, digests, and who is left out by lot.

Whether a letter goes says the product's own `policy.may_send`, whom the lot leaves out `policy.is_held`. Nothing
in this world comes of a mail, so whatever a trial shows here is chance.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from notices import hours
from notices.actions.digests import DAYS
from notices.models import Digest
from notices.treaty import can_be_tried
from nudges.policy import (
    ALUMNI_EVERY,
    EMERITUS_EVERY,
    GOAL_RHYTHMS,
    IGNORED_STOPS,
    LANDMARK,
    PERIOD,
    Facts,
    No,
    Nudge,
    Sent,
    is_held,
    may_send,
)
from nudges.simulation.people import Temper
from nudges.simulation.world import BEGIN, DAY, DIGESTS, HEEDED, LETTERS, RESTS, TICK, World

HEED = {Temper.HELPFUL: 0.6, Temper.BUSY: 0.3, Temper.SILENT: 0.0}
COMES = 0.3  # of the people, within a fortnight, whatever they were sent
UNREAD = 0.4  # of those who chose a digest, each time: there is something, and they were away
KINDS = list(Nudge)
TRIED = {nudge.value for nudge in Nudge} & set(can_be_tried())
FORTNIGHT = int(LANDMARK.total_seconds() // 60)

# Occasions a day and member, at random; what is said once in a time is not said again in it. Minutes.
MONTH = 30 * DAY
NOTES: dict[Nudge, tuple[float, int]] = {
    Nudge.RESUME: (0.0006, 0),
    Nudge.APPRECIATION: (0.0004, MONTH),
    Nudge.GOAL: (0.0005, GOAL_RHYTHMS[0] * 7 * DAY),
    Nudge.ALUMNI: (0.0003, int(ALUMNI_EVERY.total_seconds() // 60)),
    Nudge.EMERITUS: (0.00002, int(EMERITUS_EVERY.total_seconds() // 60)),
    Nudge.PURPOSE: (0.003, MONTH),
}


class Letters(World):
    """Of each member who ever got one what was sent, packed into numbers: a million of them are to fit."""

    def notes(self, minute: int) -> None:
        """Occasions for the quiet notes, and none of them in vain where it was said lately."""
        for kind, (rate, once_in) in NOTES.items():
            for _ in range(self._poisson(len(self.people) * rate * TICK / DAY)):
                member = self.world.randrange(len(self.people))
                last = self.said.get(member * len(KINDS) + KINDS.index(kind))
                if last is None or minute - last >= once_in:
                    self._at(minute, LETTERS, (member, kind))

    def letter(self, minute: int, now: datetime, about: tuple[int, Nudge]) -> None:
        """One of the treaty's letters is due: sent now, later, or not at all, as the product's own policy says."""
        member, kind = about
        facts = self._facts(member, kind, minute, now)
        answer = may_send(facts)
        if isinstance(answer, No):
            if answer.until is not None:
                self._at(math.ceil((answer.until - BEGIN).total_seconds() / 60), LETTERS, about)
            return
        if self._left_out(member, kind.value, minute):
            return
        self.audit.suggestion(
            minute,
            member,
            kind.value,
            tz=self.people.zone_of(member),
            joined=self.people.joined[member],
            away=self.people.away_until[member] > minute,
            allowed=facts.per_period,
            once_in=NOTES[kind][1] if kind in NOTES else 0,
        )
        heeded = self.draw.random() < HEED[Temper(member % len(Temper))]
        self._remember(member, kind, minute, heeded=heeded)
        self._at(minute + 7 * DAY, HEEDED, (member, kind.value, heeded))
        if self.draw.random() < RESTS:
            self.people.away_until[member] = minute + 14 * DAY  # a rest, or a moderator's pause

    def _facts(self, member: int, kind: Nudge, minute: int, now: datetime) -> Facts:
        people = self.people
        return Facts(
            kind=kind,
            now=now,
            time_zone=people.zone_of(member),
            joined_at=BEGIN + timedelta(minutes=people.joined[member]),
            sent=tuple(self._past(member)),
            is_resting=people.away_until[member] > minute,
            is_still_true=kind != Nudge.WELCOME or member in self.greeted,
        )

    def _past(self, member: int) -> list[Sent]:
        return [
            Sent(KINDS[one >> 1 & 31].value, BEGIN + timedelta(minutes=one >> 6), bool(one & 1))
            for one in self.letters.get(member, ())
        ]

    def _remember(self, member: int, kind: Nudge, minute: int, *, heeded: bool) -> None:
        """What the policy can still ask about: of a month everything, and of each kind the last that count."""
        number = KINDS.index(kind)
        self.said[member * len(KINDS) + number] = minute
        past = [*self.letters.get(member, ()), minute << 6 | number << 1 | heeded]
        since = (minute - int(PERIOD.total_seconds() // 60)) << 6
        kept, of_kind = [], [0] * len(KINDS)
        for one in reversed(past):
            of_kind[one >> 1 & 31] += 1
            if one > since or of_kind[one >> 1 & 31] <= IGNORED_STOPS:
                kept.append(one)
        self.letters[member] = tuple(reversed(kept))

    def heeded(self, _minute: int, _now: datetime, about: tuple[int, str, bool]) -> None:
        member, kind, was_heeded = about
        self.audit.came_of_it(member, kind, heeded=was_heeded)

    # --- trials ---------------------------------------------------------------------------------------------

    def _left_out(self, member: int, kind: str, minute: int) -> bool:
        """Every kind that can be tried is. The first lot of a member counts, and both groups come back alike."""
        if kind not in TRIED:
            return False
        held, lot = is_held(kind, member, str(self.seed)), member * len(KINDS) + KINDS.index(Nudge(kind))
        if lot not in self.lots and self.days * DAY - minute >= FORTNIGHT:
            self.lots.add(lot)
            arms = self.trials.setdefault(kind, [0, 0, 0, 0])
            arms[2 * held] += 1
            arms[2 * held + 1] += self.draw.random() < COMES
        if held:
            self.audit.left_out(member, kind)
        return held

    # --- digests --------------------------------------------------------------------------------------------

    def plan_digests(self) -> None:
        """The first morning of everybody in a zone who chose the same rhythm."""
        for number, name in enumerate(self.people.zones):
            for every in DAYS:
                self._at(self._next_morning(BEGIN, name, every), DIGESTS, (number, every))

    def digests(self, minute: int, now: datetime, about: tuple[int, Any]) -> None:
        """It is morning where they live: who was away and has something unread gets one."""
        number, every = about
        name = self.people.zones[number]
        for member in self.people.digests.get((number, every.value), ()):
            if not self._rests(member, minute) and self.draw.random() < UNREAD:
                self.audit.digest(minute, member, tz=name, away=self.people.away_until[member] > minute)
        self._at(self._next_morning(now, name, every), DIGESTS, about)

    def _rests(self, member: int, minute: int) -> bool:
        return self.people.away_until[member] > minute

    def _next_morning(self, now: datetime, name: str, every: Digest.Every) -> int:
        day = hours.local_day(now, name) + timedelta(days=DAYS[every])
        return math.ceil((hours.morning_of(day, name) - BEGIN).total_seconds() / 60)
