"""What people do in the simulation: with being asked, with an answer that helped, and when they would rather be left alone."""

from __future__ import annotations

import math
from datetime import datetime

from nudges.policy import IGNORED_STOPS, SUMMONS_PERIOD, SUMMONS_RUNS_OUT, Nudge
from nudges.simulation.letters import Letters
from nudges.simulation.people import Helper, Temper
from nudges.simulation.world import DAY, LETTERS, OUTCOMES, REPLIES, RESTS, Question
from nudges.waves import Wave

WEEK_MINUTES = int(SUMMONS_PERIOD.total_seconds() // 60)
REPLY = {Temper.HELPFUL: 0.4, Temper.BUSY: 0.12, Temper.SILENT: 0.0}
NOT_NOW = {Temper.HELPFUL: 0.2, Temper.BUSY: 0.4, Temper.SILENT: 0.0}
MUTES_TAG, LEAVES = 0.02, 0.002  # after being asked
HELPED = 0.4  # of the answers: the asker says so
SUGGESTED = [Nudge.RECIPROCITY, Nudge.RECIPROCITY, Nudge.STAY, Nudge.CHECK_IN]
LETTERS_OF = 4  # occasions for a letter that follow from having been helped, some days apart: most are not sent


class Reactions(Letters):
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
