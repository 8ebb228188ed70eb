"""A community over some months, with the waves, the treaty and the routing that the product has, and invented people.

Nothing here says how a real community would do: it shows that the rules hold in all zones and at all hours, and what
the waves do with everything else left alone. What people do is in `reactions`, what is mailed in `letters`.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from notices import hours
from nudges import waves
from nudges.policy import WELCOME_FROM, Nudge
from nudges.simulation.people import TAGS, Helper
from nudges.simulation.reactions import Reactions
from nudges.simulation.world import (
    ARRIVALS,
    BEGIN,
    DAY,
    DIGESTS,
    HEEDED,
    LETTERS,
    LOOKS,
    OUTCOMES,
    REPLIES,
    TICK,
    Outcome,
    Question,
)
from nudges.waves import Asked, Reached, Wave, go_out, next_look
from routing.score import Candidate, best

LATEST_LOOK = 60  # minutes, as nudges.actions.calls has it
QUESTIONS = 0.0005  # questions a day and member
JOINS = 0.0004  # newcomers a day and member
ASK_AT_ONCE = 0.3  # of the newcomers, in their first two days
BY_THEMSELVES, FOUND_AFTER = 0.6, 600  # the share of questions that somebody finds who was not asked, and minutes
SAMPLE = 60  # people of a group who are looked at for one wave, and as many of those who listed the tag
RATE = 0.5  # how often answers help here, for the score


class Simulation(Reactions):
    def run(self) -> Outcome:
        self.plan_digests()
        for minute in range(0, self.days * DAY, TICK):
            now = BEGIN + timedelta(minutes=minute)
            self.awake = {number: hours.is_awake(now, name) for number, name in enumerate(self.people.zones)}
            self._arrivals(minute, now)
            self.notes(minute)
            while self.events and self.events[0][0] <= minute:
                _at, what, _serial, about = heapq.heappop(self.events)
                HANDLERS[what](self, minute, now, about)
        return self._outcome()

    # --- what happens by itself ---------------------------------------------------------------------------

    def _arrivals(self, minute: int, now: datetime) -> None:
        people, draw = self.people, self.world
        for _ in range(self._poisson(len(people) * QUESTIONS * TICK / DAY * 2)):
            asker = draw.randrange(len(people))
            if draw.random() < self._rhythm(asker, now) / 2:
                self._ask(
                    Question(len(self.questions), asker, min(int(draw.paretovariate(0.8)), TAGS) - 1, minute), minute
                )
        for _ in range(self._poisson(len(people) * JOINS * TICK / DAY)):
            newcomer = draw.randrange(len(people))
            people.joined[newcomer] = minute
            self._ask(Question(len(self.questions), newcomer, 0, minute, is_newcomer=True), minute)
            self._at(minute + int(WELCOME_FROM.total_seconds() // 60), LETTERS, (newcomer, Nudge.WELCOME))
            if draw.random() < ASK_AT_ONCE:
                self._at(minute + draw.randrange(2 * DAY), ARRIVALS, newcomer)

    def arrived(self, minute: int, _now: datetime, newcomer: int) -> None:
        """Somebody new asks their first question."""
        tag = min(int(self.world.paretovariate(0.8)), TAGS) - 1
        self._ask(Question(len(self.questions), newcomer, tag, minute), minute)

    def _ask(self, question: Question, minute: int) -> None:
        self.questions.append(question)
        if not question.is_newcomer and self.world.random() < BY_THEMSELVES:
            finder, delay = self.world.randrange(len(self.people)), int(self.world.expovariate(1 / FOUND_AFTER))
            self._at(self._when_awake(minute + delay, finder), REPLIES, (question, None))
        if self.with_waves:
            self._at(minute, LOOKS, question)

    # --- the waves ----------------------------------------------------------------------------------------

    def look(self, minute: int, now: datetime, question: Question) -> None:
        age = now - (BEGIN + timedelta(minutes=question.minute))
        if question.answered is not None or age >= (waves.NEWCOMERS_WAIT if question.is_newcomer else waves.MORNINGS):
            return
        given = waves.WAVES if question.is_newcomer else (*waves.WAVES, waves.EACH_MORNING)
        morning = waves.this_morning(now, UTC)
        if question.morning != morning:
            question.morning = morning
            question.given.pop(waves.EACH_MORNING.number, None)

        def ask(wave: Wave, lacks: int | None) -> Reached:
            return self._reach(question, wave, lacks, minute, now)

        came = go_out(given, age=age, asked=question.given, ask=ask)
        began = BEGIN + timedelta(minutes=question.minute)
        at = next_look(given, began=began, came=came, now=now, zone=UTC)
        look = (
            minute + LATEST_LOOK if at is None else min(minute + LATEST_LOOK, int((at - BEGIN).total_seconds() // 60))
        )
        self._at(max(look, minute + TICK), LOOKS, question)

    def _reach(self, question: Question, wave: Wave, lacks: int | None, minute: int, now: datetime) -> Reached:
        found: list[Helper] = []
        sleeping: set[int] = set()
        for helper in self._group(question, wave):
            if not self._may_be_asked(helper, question, minute):
                continue
            if self.awake[self.people.zone[helper.number]]:
                found.append(helper)
            else:
                sleeping.add(self.people.zone[helper.number])
        many = len(found) if lacks is None else lacks
        chosen = best([_candidate(one, question, minute) for one in found], many, rate=RATE, seed=question.number)
        by_number = {one.number: one for one in found}
        for one in chosen:
            self._summon(by_number[one.member_id], question, wave, minute)
        return Reached(len(chosen), min((self._wakes_at(number, now) for number in sleeping), default=None))

    def _wakes_at(self, number: int, now: datetime) -> datetime:
        """When it is morning in a zone where it is night."""
        if self.mornings.get(number, now) <= now:
            self.mornings[number] = hours.next_awake(now, self.people.zones[number])
        return self.mornings[number]

    def _group(self, question: Question, wave: Wave) -> Sequence[Helper]:
        people = self.people
        if wave.who is Asked.MODERATORS:
            return self._sample(people.moderators)
        if wave.who is Asked.MENTORS:
            return self._sample(people.mentors)
        fitting = [] if question.is_newcomer else self._sample(people.by_tag.get(question.tag, []))
        several = [*fitting, *self._sample(people.opted_in)]
        if wave.who is Asked.ANYBODY:
            several += self._sample(people.mentors)
        return list({one.number: one for one in several}.values())

    def _sample(self, group: list[Helper]) -> list[Helper]:
        if len(group) <= SAMPLE:
            return group
        begin = self.draw.randrange(len(group))
        return [*group[begin : begin + SAMPLE], *group[: max(0, begin + SAMPLE - len(group))]]

    def _may_be_asked(self, helper: Helper, question: Question, minute: int) -> bool:
        if helper.free_at > minute or helper.stopped or helper.away_until > minute:
            return False
        if helper.number == question.asker or helper.number in question.asked or question.tag in helper.rather_not:
            return False
        if self.people.away_until[helper.number] > minute:
            return False
        return not self.people.are_blocked(helper.number, question.asker)

    def _outcome(self) -> Outcome:
        end = self.days * DAY
        asked = [one for one in self.questions if not one.is_newcomer]
        return Outcome(
            questions=len(asked),
            waits=[None if one.answered is None else one.answered - one.minute for one in asked],
            seen_for=[end - one.minute for one in asked],
            asks=[one.total for one in self.people.helpers.values()],
            sent=self.audit.sent,
            violations=dict(self.audit.violations),
            digests=self.audit.digests,
            trials=self.trials,
        )


HANDLERS: dict[int, Callable[[Simulation, int, datetime, Any], None]] = {
    REPLIES: Simulation.replied,
    LOOKS: Simulation.look,
    OUTCOMES: Simulation.ran_out,
    LETTERS: Simulation.letter,
    HEEDED: Simulation.heeded,
    ARRIVALS: Simulation.arrived,
    DIGESTS: Simulation.digests,
}


def _candidate(helper: Helper, question: Question, minute: int) -> Candidate:
    helped = helper.helps.get(question.tag, 0)
    days = (minute - helper.asked[-1]) / DAY if helper.asked else None
    lately = sum(2.0 ** (-(minute - at) / (30 * DAY)) for at in helper.asked)
    return Candidate(
        member_id=helper.number,
        helped=helped,
        answered=helped,
        listed=question.tag in helper.tags,
        days_unasked=days,
        load=lately,
        helps=sum(helper.helps.values()),
        chance=0.5,
    )
