"""A community over some months, with the waves, the treaty and the routing that the product has, and invented people.

Nothing here says how a real community would do: it shows that the rules hold in all zones and at all hours, and what
the waves do with everything else left alone.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from members.zones import zone
from notices import hours
from nudges import waves
from nudges.policy import (
    IGNORED_STOPS,
    SUMMONS_PERIOD,
    SUMMONS_RUNS_OUT,
    WELCOME_FROM,
    Facts,
    No,
    Nudge,
    Sent,
    may_send,
)
from nudges.simulation.audit import Audit
from nudges.simulation.people import TAGS, Helper, People, Temper
from nudges.waves import Asked, Reached, Wave, go_out, next_look
from routing.score import Candidate, best

BEGIN = datetime(2027, 2, 1, tzinfo=UTC)  # both changes of the clocks of spring lie within two months
TICK = 5  # minutes, as the beat
DAY = 24 * 60
WEEK_MINUTES = int(SUMMONS_PERIOD.total_seconds() // 60)
LATEST_LOOK = 60  # minutes, as nudges.actions.calls has it
QUESTIONS = 0.0005  # questions a day and member
JOINS = 0.0004  # newcomers a day and member
ASK_AT_ONCE = 0.3  # of the newcomers, in their first two days
BY_THEMSELVES, FOUND_AFTER = 0.6, 600  # the share of questions that somebody finds who was not asked, and minutes
SAMPLE = 60  # people of a group who are looked at for one wave, and as many of those who listed the tag
REPLY = {Temper.HELPFUL: 0.4, Temper.BUSY: 0.12, Temper.SILENT: 0.0}
NOT_NOW = {Temper.HELPFUL: 0.2, Temper.BUSY: 0.4, Temper.SILENT: 0.0}
MUTES_TAG, RESTS, LEAVES = 0.02, 0.01, 0.002  # after being asked
HELPED = 0.4  # of the answers: the asker says so
RATE = 0.5  # how often answers help here, for the score
WEEK = (1.1, 1.15, 1.1, 1.05, 1.0, 0.75, 0.85)  # Monday to Sunday
SUGGESTED = [Nudge.RECIPROCITY, Nudge.RECIPROCITY, Nudge.STAY, Nudge.CHECK_IN]
LETTERS_OF = 4  # occasions for a letter that follow from having been helped, some days apart: most are not sent
HEED = {Temper.HELPFUL: 0.6, Temper.BUSY: 0.3, Temper.SILENT: 0.0}

REPLIES, LOOKS, OUTCOMES, LETTERS, HEEDED, ARRIVALS = range(6)  # what an event of the heap is


@dataclass(slots=True)
class Question:
    number: int
    asker: int
    tag: int
    minute: int
    is_newcomer: bool = False  # somebody who waits for a hello
    asked: set[int] = field(default_factory=set)
    given: dict[int, int] = field(default_factory=dict)
    morning: datetime | None = None
    answered: int | None = None


@dataclass(slots=True)
class Outcome:
    """`waits`: minutes to the first reply of each question, None where there was none. `asks`: for each helper."""

    questions: int
    waits: list[int | None]
    seen_for: list[int]
    asks: list[int]
    sent: int
    violations: dict[str, int]


class Simulation:
    def __init__(self, *, members: int, days: int, seed: int, with_waves: bool = True) -> None:
        # What happens by itself is the same with and without the waves; what people do about them has a lot of its own.
        self.world, self.draw = random.Random(seed), random.Random(seed + 1)  # noqa: S311  (a simulation)
        self.people = People(members, self.world)
        self.days, self.with_waves, self.seed = days, with_waves, seed
        self.audit = Audit(BEGIN)
        self.events: list[tuple[int, int, int, object]] = []
        self.questions: list[Question] = []
        self.letters: dict[int, list[Sent]] = {}
        self.greeted: set[int] = set()
        self.serial = 0
        self.awake: dict[int, bool] = {}
        self.mornings: dict[int, datetime] = {}

    def run(self) -> Outcome:
        for minute in range(0, self.days * DAY, TICK):
            now = BEGIN + timedelta(minutes=minute)
            self.awake = {number: hours.is_awake(now, name) for number, name in enumerate(self.people.zones)}
            self._arrivals(minute, now)
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

    def _rhythm(self, member: int, now: datetime) -> float:
        local = now.astimezone(zone(self.people.zone_of(member)))
        return WEEK[local.weekday()] * (1 + 0.9 * math.sin((local.hour - 13) / 24 * 2 * math.pi))

    def _poisson(self, mean: float) -> int:
        count, left = 0, math.exp(-mean) if mean < 500 else 0.0
        if left == 0.0:
            return max(0, round(self.world.gauss(mean, math.sqrt(mean))))
        product = self.world.random()
        while product > left:
            product *= self.world.random()
            count += 1
        return count

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

    def _when_awake(self, minute: int, member: int) -> int:
        at = hours.next_awake(BEGIN + timedelta(minutes=minute), self.people.zone_of(member))
        return max(minute, int((at - BEGIN).total_seconds() // 60))

    def _at(self, minute: int, what: int, about: object) -> None:
        self.serial += 1
        heapq.heappush(self.events, (minute, what, self.serial, about))

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

    def _summon(self, helper: Helper, question: Question, wave: Wave, minute: int) -> None:
        people = self.people
        self.audit.summons(
            minute,
            helper.number,
            tz=people.zone_of(helper.number),
            cap=helper.cap,
            away=max(helper.away_until, people.away_until[helper.number]) > minute,
            blocked=people.are_blocked(helper.number, question.asker),
            stopped=helper.stopped,
        )
        helper.asked.append(minute)
        if len(helper.asked) >= helper.cap:
            helper.free_at = helper.asked[-helper.cap] + WEEK_MINUTES
        helper.total += 1
        question.asked.add(helper.number)
        question.given[wave.number] = question.given.get(wave.number, 0) + 1
        self._take_it(helper, question, minute)

    def _take_it(self, helper: Helper, question: Question, minute: int) -> None:
        """What somebody who was asked does."""
        luck = self.draw.random()
        if luck < REPLY[helper.temper]:
            delay = int(self.draw.lognormvariate(math.log(90), 1.1))
            self._at(self._when_awake(minute + delay, helper.number), REPLIES, (question, helper))
            helper.ignored = 0
        elif luck < REPLY[helper.temper] + NOT_NOW[helper.temper]:
            helper.ignored = 0
            if self.draw.random() < MUTES_TAG:
                helper.rather_not.add(question.tag)
        else:
            self._at(minute + int(SUMMONS_RUNS_OUT.total_seconds() // 60), OUTCOMES, (question, helper, minute))
        away = self.draw.random()
        if away < LEAVES:
            helper.away_until = self.days * DAY + 1
        elif away < LEAVES + RESTS:
            helper.away_until = minute + 30 * DAY

    def ran_out(self, _minute: int, _now: datetime, about: tuple[Question, Helper, int]) -> None:
        question, helper, asked_at = about
        if question.answered is None or question.answered >= asked_at + int(SUMMONS_RUNS_OUT.total_seconds() // 60):
            helper.ignored += 1
            helper.stopped = helper.stopped or helper.ignored >= IGNORED_STOPS

    # --- replies and letters ------------------------------------------------------------------------------

    def replied(self, minute: int, _now: datetime, about: tuple[Question, Helper | None]) -> None:
        question, helper = about
        if question.answered is not None or (helper is not None and helper.away_until > minute):
            return
        question.answered = minute
        if question.is_newcomer:
            self.greeted.add(question.asker)
        if not question.is_newcomer and self.draw.random() < HELPED:
            if helper is not None:
                helper.helps[question.tag] = helper.helps.get(question.tag, 0) + 1
            for after in range(LETTERS_OF):
                self._at(minute + (1 + 4 * after) * DAY, LETTERS, (question.asker, self.draw.choice(SUGGESTED)))

    def letter(self, minute: int, now: datetime, about: tuple[int, Nudge]) -> None:
        """One of the treaty's letters is due: sent now, later, or not at all, as the product's own policy says."""
        member, kind = about
        past, people = self.letters.get(member, []), self.people
        facts = Facts(
            kind=kind,
            now=now,
            time_zone=people.zone_of(member),
            joined_at=BEGIN + timedelta(minutes=people.joined[member]),
            sent=tuple(past),
            is_resting=people.away_until[member] > minute,
            is_still_true=kind != Nudge.WELCOME or member in self.greeted,
        )
        answer = may_send(facts)
        if isinstance(answer, No):
            if answer.until is not None:
                self._at(math.ceil((answer.until - BEGIN).total_seconds() / 60), LETTERS, about)
            return
        self.audit.suggestion(
            minute,
            member,
            kind.value,
            tz=people.zone_of(member),
            joined=people.joined[member],
            away=people.away_until[member] > minute,
            allowed=facts.per_period,
        )
        heeded = self.draw.random() < HEED[Temper(member % len(Temper))]
        self.letters[member] = [*past, Sent(kind.value, now, heeded)]
        self._at(minute + 7 * DAY, HEEDED, (member, kind.value, heeded))
        if self.draw.random() < RESTS:
            people.away_until[member] = minute + 14 * DAY  # a rest, or a moderator's pause

    def heeded(self, _minute: int, _now: datetime, about: tuple[int, str, bool]) -> None:
        member, kind, was_heeded = about
        self.audit.came_of_it(member, kind, heeded=was_heeded)

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
        )


HANDLERS: dict[int, Callable[[Simulation, int, datetime, Any], None]] = {
    REPLIES: Simulation.replied,
    LOOKS: Simulation.look,
    OUTCOMES: Simulation.ran_out,
    LETTERS: Simulation.letter,
    HEEDED: Simulation.heeded,
    ARRIVALS: Simulation.arrived,
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
