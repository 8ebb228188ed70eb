"""What came of a simulation, in figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from nudges.policy import HELD_OUT
from nudges.simulation.world import DAY, Outcome
from nudges.statistics import SUSPECT, Arm, chance_of, difference


def figures(outcome: Outcome) -> dict[str, Any]:
    """Of questions that were seen for a day at least; who was never answered counts as longer than any."""
    pairs = [(wait, seen) for wait, seen in zip(outcome.waits, outcome.seen_for, strict=True) if seen >= DAY]
    waits = sorted(math.inf if wait is None else wait for wait, _seen in pairs)
    within = sum(wait <= DAY for wait in waits)
    asks = sorted(outcome.asks)
    median = waits[len(waits) // 2] if waits else math.inf
    return {
        "questions": outcome.questions,
        "answered_within_24_h": round(within / len(waits), 4) if waits else None,
        "never_answered": sum(math.isinf(wait) for wait in waits),
        "median_hours": None if math.isinf(median) else round(median / 60, 1),
        "messages": outcome.sent,
        "digests": outcome.digests,
        **trials(outcome),
        "asks_mean": round(sum(asks) / len(asks), 2),
        "asks_p99": asks[math.ceil(0.99 * len(asks)) - 1],
        "asks_most": asks[-1],
        "asks_gini": round(gini(asks), 3),
        "violations": outcome.violations,
    }


def trials(outcome: Outcome) -> dict[str, int]:
    """Nothing comes of a mail here, so an interval of 95 % that leaves out zero is chance: about one in twenty."""
    arms = {kind: (Arm(did, sent), Arm(came, held)) for kind, (sent, did, held, came) in outcome.trials.items()}
    both = [(sent, held) for sent, held in arms.values() if sent.people and held.people]
    lots = [chance_of(sent.people, held.people, HELD_OUT) for sent, held in both]
    return {
        "trials": len(both),
        "trials_with_a_difference": sum(difference(sent, held).is_seen for sent, held in both),
        "trials_with_uneven_lots": sum(chance < SUSPECT for chance in lots),
        "left_out_by_lot": sum(held.people for _sent, held in both),
    }


def gini(values: Sequence[float]) -> float:
    """2Σi·k₍ᵢ₎/(nΣk) − (n+1)/n: 0 where all have as much, toward 1 where one has everything."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    many = len(ordered)
    return 2 * sum(place * value for place, value in enumerate(ordered, 1)) / (many * total) - (many + 1) / many
