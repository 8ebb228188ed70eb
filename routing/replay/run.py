"""Goes through a community's past in its order, and asks of every question who should have been asked."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, nextafter

from routing import score
from routing.replay import measures
from routing.replay.events import Answered, Asked, Event
from routing.replay.policies import BASELINES, OURS, TEN, Policy, ours
from routing.replay.world import CAP, CAP_DAYS, World

FITTED = 0.6  # of the time, in which the weights may be chosen; they are judged on what came after
FIT_FROM = 0.3  # until then there is too little that could be known
# As the product asks: three at once, five more after two hours, two more in the morning, until somebody answered.
WAVES = ((0.0, 3), (2 / 24, 5), (1.0, 2))
QUARTER = 91.0  # days. Burdens are compared among people who were about in the same quarter…
ABOUT = 91.0  # …or answered so many days before it


@dataclass(slots=True)
class Run:
    """What one policy did. Of each judged question one value; None where it has none."""

    recall: list[float | None] = field(default_factory=list)
    mrr: list[float | None] = field(default_factory=list)
    coverage: list[float | None] = field(default_factory=list)
    asked_recall: list[float | None] = field(default_factory=list)
    few: list[float | None] = field(default_factory=list)
    gini: list[float | None] = field(default_factory=list)  # of each quarter
    asks: list[tuple[float, int]] = field(default_factory=list)
    over_cap: list[float | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Past:
    """What a replay may know only afterwards: who answered, and when."""

    events: Sequence[Event]
    answerers: dict[int, list[int]]
    first_answer: dict[int, float]
    answered_at: dict[int, list[float]]  # of each member

    @property
    def span(self) -> tuple[float, float]:
        return self.events[0].at, self.events[-1].at

    def at(self, share: float) -> float:
        begin, end = self.span
        return begin + (end - begin) * share


def past(events: Sequence[Event]) -> Past:
    ordered = sorted(events, key=lambda event: event.at)
    asker = {event.question: event.member for event in ordered if isinstance(event, Asked)}
    answerers, answered_at = defaultdict(list), defaultdict(list)
    first_answer: dict[int, float] = {}
    for event in ordered:
        if isinstance(event, Answered) and event.question in asker:
            if event.member is None or event.member != asker[event.question]:
                first_answer.setdefault(event.question, event.at)
            if event.member is not None and event.member != asker[event.question]:
                answerers[event.question].append(event.member)
                answered_at[event.member].append(event.at)
    return Past(ordered, dict(answerers), first_answer, dict(answered_at))


def replay(
    of: Past,
    begin: float,
    end: float,
    seed: int,
    *,
    baselines: dict[str, Policy] = BASELINES,
    weights: score.Weights = score.WEIGHTS,
) -> dict[str, Run]:
    """Every question that was asked from `begin` to `end` is judged; all that came before is known."""
    world = World()
    policies = {OURS: ours(weights)} | baselines
    runs = {name: Run() for name in policies}
    for event in of.events:
        if event.at > end:
            break
        if isinstance(event, Asked) and event.at >= begin and len(world.people) > TEN:
            _judge(event, world, of, runs, policies, weights, seed)
        world.tell(event)
    quarters = _quarters(of, begin, end)
    for run in runs.values():
        run.gini = [_burden(run.asks, *quarter) for quarter in quarters]
        run.over_cap = _over_cap(run.asks)
    return runs


def _judge(
    question: Asked,
    world: World,
    of: Past,
    runs: dict[str, Run],
    policies: dict[str, Policy],
    weights: score.Weights,
    seed: int,
) -> None:
    right = {member for member in of.answerers.get(question.question, ()) if member in world.people}
    waves = _waves(question, of)
    for name, policy in policies.items():
        lot = random.Random(f"{seed} {name} {question.question}")  # noqa: S311
        ten = policy(world, question, lot)
        asked = _ask(world, question, waves, weights) if name == OURS else ten[: sum(waves)]
        _note(runs[name], question, world, ten, asked, right)


def _waves(question: Asked, of: Past) -> list[int]:
    """Those that went out before somebody answered."""
    waited = of.first_answer.get(question.question, inf) - question.at
    return [many for after, many in WAVES if not after or waited > after]


def _ask(world: World, question: Asked, waves: Sequence[int], weights: score.Weights) -> list[int]:
    """As the product asks, and remembered as it remembers: whom it asked has less of a turn next time."""
    free, asked = world.candidates(question), []
    for wave, many in enumerate(waves):
        seed = question.question * len(WAVES) + wave
        chosen = [one.member_id for one in score.best(free, many, rate=world.rate, seed=seed, weights=weights)]
        free = [one for one in free if one.member_id not in chosen]
        asked += chosen
    for member in asked:
        world.ask(member, question.at)
    return asked


def _note(run: Run, question: Asked, world: World, ten: list[int], asked: list[int], right: set[int]) -> None:
    run.recall.append(measures.recall(ten, right) if right else None)
    run.mrr.append(measures.reciprocal_rank(ten, right) if right else None)
    run.asked_recall.append(measures.recall(asked, right) if right else None)
    covered = [any(member in world.in_tag.get(tag, ()) for member in ten) for tag in question.tags]
    run.coverage.append(sum(covered) / len(covered) if covered else None)
    new = [world.people[member].helps < score.FEW_HELPS for member in asked]
    run.few.append(sum(new) / len(new) if new else None)
    run.asks += [(question.at, member) for member in asked]


def _quarters(of: Past, begin: float, end: float) -> list[tuple[float, float, list[int]]]:
    """(from, until, who was about) of each quarter, or about a quarter: the same people for every policy. Where there are
    always so few that ten are most of them, all of the time is one.
    """
    many, after = max(round((end - begin) / QUARTER), 1), nextafter(end, inf)
    edges = [begin + (end - begin) * place / many for place in range(many)]
    spans = list(zip(edges, [*edges[1:], after], strict=True))
    parts = [(start, stop, _about(of, start - ABOUT, stop)) for start, stop in spans]
    enough = [part for part in parts if len(part[2]) > TEN]
    return enough or [(begin, after, _about(of, begin - ABOUT, after))]


def _about(of: Past, start: float, stop: float) -> list[int]:
    return [member for member, ats in of.answered_at.items() if _any_between(ats, start, stop)]


def _burden(asks: Sequence[tuple[float, int]], start: float, stop: float, about: Sequence[int]) -> float | None:
    """The Gini of the asks of one quarter; None where nobody was asked."""
    first, last = bisect_left(asks, (start,)), bisect_left(asks, (stop,))
    asked = Counter(member for _at, member in asks[first:last])
    return measures.gini([asked[member] for member in about]) if asked else None


def _any_between(ats: Sequence[float], start: float, stop: float) -> bool:
    place = bisect_left(ats, start)
    return place < len(ats) and ats[place] < stop


def _over_cap(asks: Sequence[tuple[float, int]]) -> list[float | None]:
    """Of each ask: did it come although the person had been asked as often as the treaty allows?"""
    before: dict[int, list[float]] = defaultdict(list)
    found: list[float | None] = []
    for at, member in asks:
        lately = [one for one in before[member] if one > at - CAP_DAYS]
        found.append(float(len(lately) >= CAP))
        before[member] = [*lately, at]
    return found
