"""Somebody may be in danger, in an invented community: how soon one of those who tend the place is told and has seen it.

Whose turn it is says the product's own `notices.rota`. The audit shares no rule with it: each is written down again here.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from members.zones import zone
from moderation.actions.alarms import JITTER, MASKED_SIGHTINGS, SIGHTINGS
from notices import hours
from notices.rota import TURN, OnDuty, next_called
from nudges.simulation.people import ZONES

BEGIN = datetime(2027, 2, 1, tzinfo=UTC)
CASES = 0.00002  # a day and member
TENDING, ADMINS = 8, 4  # people of one place, and those who stand in
CHOSE_IT = 0.6  # of them: to be woken
BEHIND_A_MASK = 0.4  # of the cases
MAIL = (1, 30)  # seconds until a message that is due leaves: at worst with the next sweep
SEES = {
    True: (0.75, 9),
    False: (0.65, 6),
}  # awake or woken: the share that opens it, and after how many minutes, mostly
LONGEST = timedelta(days=2)
RULES = ("woken unasked", "called twice", "called after it was seen", "two at once by night", "sooner than their turn")


@dataclass(slots=True)
class Moderator:
    number: int
    time_zone: str
    chose_it: bool
    stands_in: bool
    last_called: datetime | None = None


@dataclass(slots=True)
class Case:
    at: datetime
    is_masked: bool
    told_at: datetime | None = None
    seen_at: list[datetime] = field(default_factory=list)
    calls: list[tuple[datetime, Moderator]] = field(default_factory=list)

    @property
    def needs(self) -> int:
        return MASKED_SIGHTINGS if self.is_masked else SIGHTINGS

    def is_over(self, now: datetime) -> bool:
        return sum(at <= now for at in self.seen_at) >= self.needs


def simulate(*, members: int, days: int, seed: int) -> list[Case]:
    draw = random.Random(seed + 2)  # noqa: S311  (a simulation)
    many = max(1, round(members * days * CASES))
    places = [_people(draw) for _ in range(max(1, members // 20_000))]
    moments = sorted(draw.uniform(0, days * 86_400) for _ in range(many))
    return [_run(_case(BEGIN + timedelta(seconds=at), draw), draw.choice(places), draw) for at in moments]


def _people(draw: random.Random) -> list[Moderator]:
    zones = draw.choices(list(ZONES), list(ZONES.values()), k=TENDING + ADMINS)
    return [Moderator(n, name, draw.random() < CHOSE_IT, n >= TENDING) for n, name in enumerate(zones)]


def _case(at: datetime, draw: random.Random) -> Case:
    return Case(at, draw.random() < BEHIND_A_MASK)


def _run(case: Case, people: Sequence[Moderator], draw: random.Random) -> Case:
    now = case.at + timedelta(seconds=draw.uniform(*JITTER) if case.is_masked else 0)
    called: set[int] = set()
    while not case.is_over(now) and now < case.at + LONGEST:
        for number in next_called([_on_duty(one, now) for one in people], called):
            _call(case, people[number], now, draw)
            called.add(number)
        now += TURN
    return case


def _on_duty(one: Moderator, now: datetime) -> OnDuty:
    awake = hours.is_awake(now, one.time_zone)
    return OnDuty(one.number, awake, not awake and one.chose_it, one.last_called, one.stands_in)


def _call(case: Case, one: Moderator, now: datetime, draw: random.Random) -> None:
    at = now + timedelta(seconds=draw.uniform(*MAIL))
    case.calls.append((now, one))
    case.told_at, one.last_called = case.told_at or at, now
    share, minutes = SEES[hours.is_awake(now, one.time_zone)]
    if draw.random() < share:
        case.seen_at.append(at + timedelta(minutes=draw.lognormvariate(math.log(minutes), 0.8)))


def violations(cases: Sequence[Case]) -> dict[str, int]:
    found = Counter(dict.fromkeys(RULES, 0))
    for case in cases:
        found.update(_broken(case))
    return dict(found)


def _broken(case: Case) -> list[str]:
    broken, before, seen = [], set(), sorted(case.seen_at)
    moments: dict[datetime, list[Moderator]] = {}
    for at, one in case.calls:
        moments.setdefault(at, []).append(one)
        broken += ["woken unasked"] * (_sleeps(one, at) and not one.chose_it)
        broken += ["called twice"] * (one.number in before)
        enough = 2 if case.is_masked else 1
        broken += ["called after it was seen"] * (len(seen) >= enough and seen[enough - 1] <= at)
        before.add(one.number)
    for at, several in moments.items():
        broken += ["two at once by night"] * (len(several) > 1 and any(_sleeps(one, at) for one in several))
    ordered = sorted(moments)
    near = [two for one, two in pairwise(ordered) if two - one < timedelta(minutes=15)]
    return broken + ["sooner than their turn"] * len(near)


def _sleeps(one: Moderator, at: datetime) -> bool:
    return not 9 <= at.astimezone(zone(one.time_zone)).hour < 20


def figures(cases: Sequence[Case]) -> dict[str, Any]:
    """Minutes from what was written or reported to the first who was told, and to the first who has seen it."""
    named, masked = ([case for case in cases if case.is_masked is behind] for behind in (False, True))
    return {
        "cases": len(cases),
        "told_median": _at(_minutes(named, "told"), 0.5),
        "told_p99": _at(_minutes(named, "told"), 0.99),
        "told_p99_behind_a_mask": _at(_minutes(masked, "told"), 0.99),
        "seen_median": _at(_minutes(cases, "seen"), 0.5),
        "seen_p90": _at(_minutes(cases, "seen"), 0.9),
        "seen_within_an_hour": round(sum(wait <= 60 for wait in _minutes(cases, "seen")) / len(cases), 4),
        "told_to_nobody": sum(case.told_at is None for case in cases),
        "people_called_mean": round(sum(len(case.calls) for case in cases) / len(cases), 2),
        "violations": violations(cases),
    }


def _minutes(cases: Sequence[Case], what: str) -> list[float]:
    """Whoever was never told, or never saw it, took longer than any."""
    times = [case.told_at if what == "told" else min(case.seen_at, default=None) for case in cases]
    return [
        math.inf if at is None else (at - case.at).total_seconds() / 60 for at, case in zip(times, cases, strict=True)
    ]


def _at(waits: Sequence[float], share: float) -> float | None:
    ordered = sorted(waits)
    found = ordered[math.ceil(share * len(ordered)) - 1] if ordered else math.inf
    return None if math.isinf(found) else round(found, 2)
