"""Who walks with whom, when many ask at once: an exact assignment, and a lot where there are more people than places.

Pure: no database, no clock. `scipy.optimize.linear_sum_assignment` on a matrix in which a mentor stands once for each
of their places.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.optimize import linear_sum_assignment

Fits: TypeAlias = Sequence[Sequence[float | None]]  # a row for each member: the fit with each mentor, None: impossible

# What a pair weighs beside its fit of at most 1. With at most a thousand people no sum of the lesser reaches a greater one.
SETTLED = 1e7  # somebody whose turn it was keeps a place, whoever comes after,
SOMEBODY = 1e3  # and one more person with a mentor is worth more than any better fit
MOST = 1_000  # people at once


@dataclass(frozen=True, slots=True)
class Drawn:
    """`mentors`: for each member the index of a mentor, or None. `order`: the members' indexes as the lot drew them."""

    mentors: list[int | None]
    order: list[int]


def draw(fits: Fits, room: Sequence[int], waited: Sequence[int], seed: int) -> Drawn:
    """As many people as there are places, by lot, and the fairest whole for them; who could not be placed leaves the place
    to whoever was drawn next.

    `room`: free places of each mentor. `waited`: how many draws each member went through without a mentor: more come
    first, and among equals the lot of `seed` decides. The same values give the same pairs.
    """
    dice = random.Random(seed)  # noqa: S311
    lots = [dice.random() for _member in fits]
    order = sorted(range(len(fits)), key=lambda one: (-waited[one], lots[one]))[:MOST]
    settled: list[int] = []
    pairs: dict[int, int] = {}
    rest, places = list(order), sum(room)
    while rest and places > len(settled):
        turn, rest = rest[: places - len(settled)], rest[places - len(settled) :]
        pairs = assign(fits, room, settled, turn)
        settled = sorted(pairs)
    return Drawn([pairs.get(one) for one in range(len(fits))], order)


def assign(fits: Fits, room: Sequence[int], settled: Sequence[int], more: Sequence[int]) -> dict[int, int]:
    """Mentors for `settled` members, all of whom keep one, and for as many of `more` as can be; of all such ways the one
    with the greatest sum of fits. By members' indexes.
    """
    slots = [mentor for mentor, places in enumerate(room) for _place in range(places)]
    people = [*settled, *more]
    if not slots or not people:
        return {}
    kept = set(settled)
    worth = np.zeros((len(people), len(slots)))
    for row, member in enumerate(people):
        bonus = SETTLED if member in kept else SOMEBODY
        worth[row] = [0.0 if (fit := fits[member][mentor]) is None else bonus + fit for mentor in slots]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {
        people[row]: slots[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if worth[row, column]
    }
