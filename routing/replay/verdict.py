"""The figures of a replay: each policy's, how far ours is from each, and whether that is what was wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from routing.replay import measures
from routing.replay.policies import OURS
from routing.replay.run import Run

MEASURES = {
    "recall@10": "of those who answered and were known before, the share who are among the ten a policy finds",
    "mrr": "one over the place of the first of them among the ten; 0 where none is",
    "topic_coverage": "of the question's tags, the share under which one of the ten had answered before",
    "gini_of_asks": "how unevenly the asks fall on those who were about in the same quarter of a year; 0 is evenly",
    "asks_to_few_helps": "the share of asks to people with fewer than three helps",
    "asked_recall": "of those who answered and were known before, the share who were asked before anybody answered",
    "asks_over_cap": "the share of asks to somebody who was asked in the seven days before",
}
COLUMNS = {
    "recall@10": "recall",
    "mrr": "mrr",
    "topic_coverage": "coverage",
    "gini_of_asks": "gini",
    "asks_to_few_helps": "few",
    "asked_recall": "asked_recall",
    "asks_over_cap": "over_cap",
}
COMPARED = ("recall@10", "mrr", "topic_coverage", "gini_of_asks", "asks_to_few_helps", "asked_recall")
BEATEN = ("random", "tag only", "newest in tag")
WITHIN = 0.03  # of most active's recall@10
GINI_SHARE = 0.5  # of most active's Gini of asks, at most

Interval = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    questions: int
    answered: int
    figures: dict[str, dict[str, float]]
    differences: dict[str, dict[str, Interval]]  # ours minus each: low, difference, high
    wanted: dict[str, bool]


def verdict(runs: Mapping[str, Run], seed: int) -> Verdict:
    figures = {name: figures_of(run) for name, run in runs.items()}
    differences = {
        name: {what: measures.interval(_values(runs[OURS], what), _values(run, what), seed) for what in COMPARED}
        for name, run in runs.items()
        if name != OURS
    }
    recalls = runs[OURS].recall
    answered = sum(value is not None for value in recalls)
    return Verdict(len(recalls), answered, figures, differences, _wanted(figures, differences))


def figures_of(run: Run) -> dict[str, float]:
    return {what: measures.mean(_values(run, what)) for what in MEASURES}


def _values(run: Run, what: str) -> list[float | None]:
    values: list[float | None] = getattr(run, COLUMNS[what])
    return values


def _wanted(
    figures: Mapping[str, Mapping[str, float]], differences: Mapping[str, Mapping[str, Interval]]
) -> dict[str, bool]:
    ours, active = figures[OURS], figures["most active"]
    beats = {
        f"recall@10 beats {name}, its interval without 0": differences[name]["recall@10"][0] > 0 for name in BEATEN
    }
    return beats | {
        f"recall@10 within {WITHIN} of most active": ours["recall@10"] >= active["recall@10"] - WITHIN,
        f"Gini of asks at most {GINI_SHARE} of most active's": (
            ours["gini_of_asks"] <= GINI_SHARE * active["gini_of_asks"]
        ),
    }
