"""What a replay is judged by, and how sure a difference is."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from statistics import fmean

RESAMPLES = 1000
BLOCKS = 1000  # questions beside each other in time are drawn together where there are more questions


def recall(found: Sequence[int], right: Collection[int]) -> float:
    return sum(one in right for one in found) / len(right)


def reciprocal_rank(found: Sequence[int], right: Collection[int]) -> float:
    return next((1 / place for place, one in enumerate(found, 1) if one in right), 0.0)


def gini(numbers: Sequence[float]) -> float:
    """2Σi·k₍ᵢ₎/(nΣk) − (n+1)/n: 0 where everybody has as much, near 1 where one has all."""
    total, many = sum(numbers), len(numbers)
    if not total:
        return 0.0
    weighted = sum(place * number for place, number in enumerate(sorted(numbers), 1))
    return 2 * weighted / (many * total) - (many + 1) / many


def mean(values: Sequence[float | None]) -> float:
    """Of those that are one."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else 0.0


def interval(ours: Sequence[float | None], theirs: Sequence[float | None], seed: int) -> tuple[float, float, float]:
    """(low, difference, high): the mean difference, and where 95 of 100 paired bootstrap samples have it."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    if not differences:
        return 0.0, 0.0, 0.0
    blocks = _blocks(differences)
    lot = random.Random(f"bootstrap {seed}")  # noqa: S311
    means = sorted(_drawn(blocks, lot) for _again in range(RESAMPLES))
    return means[round(RESAMPLES * 0.025)], fmean(differences), means[round(RESAMPLES * 0.975) - 1]


def _drawn(blocks: Sequence[tuple[float, int]], lot: random.Random) -> float:
    chosen = lot.choices(blocks, k=len(blocks))
    return sum(total for total, _many in chosen) / sum(many for _total, many in chosen)


def _blocks(values: Sequence[float]) -> list[tuple[float, int]]:
    size = -(-len(values) // BLOCKS)
    parts = (values[start : start + size] for start in range(0, len(values), size))
    return [(sum(part), len(part)) for part in parts]
