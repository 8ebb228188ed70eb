"""What a simulated community is made of: its clock, its people, what waits to happen, and what is kept of it."""

from __future__ import annotations

import heapq
import math
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from members.zones import zone
from notices import hours
from nudges.simulation.audit import Audit
from nudges.simulation.people import People

BEGIN = datetime(2027, 2, 1, tzinfo=UTC)  # both changes of the clocks of spring lie within two months
TICK = 5  # minutes, as the beat
DAY = 24 * 60
RESTS = 0.01  # after being asked, or written to
WEEK = (1.1, 1.15, 1.1, 1.05, 1.0, 0.75, 0.85)  # Monday to Sunday

REPLIES, LOOKS, OUTCOMES, LETTERS, HEEDED, ARRIVALS, DIGESTS = range(7)  # what an event of the heap is


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
    """`waits`: minutes to the first reply of each question, None where there was none. `asks`: for each helper.
    `trials`: of each kind who got it and who of those came back, then who was left out by lot and who of those came.
    """

    questions: int
    waits: list[int | None]
    seen_for: list[int]
    asks: list[int]
    sent: int
    violations: dict[str, int]
    digests: int = 0
    trials: dict[str, list[int]] = field(default_factory=dict)


class World:
    def __init__(self, *, members: int, days: int, seed: int, with_waves: bool = True) -> None:
        # What happens by itself is the same with and without the waves; what people do about them has a lot of its own.
        self.world, self.draw = random.Random(seed), random.Random(seed + 1)  # noqa: S311  (a simulation)
        self.people = People(members, self.world)
        self.days, self.with_waves, self.seed = days, with_waves, seed
        self.audit = Audit(BEGIN)
        self.events: list[tuple[int, int, int, object]] = []
        self.questions: list[Question] = []
        self.letters: dict[int, tuple[int, ...]] = {}
        self.said: dict[int, int] = {}  # of a member and kind: when last
        self.trials: dict[str, list[int]] = {}
        self.lots: set[int] = set()  # of a member and kind that was drawn
        self.greeted: set[int] = set()
        self.serial = 0
        self.awake: dict[int, bool] = {}
        self.mornings: dict[int, datetime] = {}

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

    def _when_awake(self, minute: int, member: int) -> int:
        at = hours.next_awake(BEGIN + timedelta(minutes=minute), self.people.zone_of(member))
        return max(minute, int((at - BEGIN).total_seconds() // 60))

    def _at(self, minute: int, what: int, about: object) -> None:
        self.serial += 1
        heapq.heappush(self.events, (minute, what, self.serial, about))
