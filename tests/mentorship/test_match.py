"""The weekly draw as pure arithmetic: exact, within every mentor's places, by lot and by nothing else."""

from __future__ import annotations

from itertools import product
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from mentorship.match import Drawn, assign, draw

FIT = st.one_of(st.none(), st.integers(0, 100).map(lambda number: number / 100))


@st.composite
def worlds(make: st.DrawFn) -> tuple[list[list[float | None]], list[int], list[int]]:
    mentors = make(st.integers(0, 3))
    row = st.lists(FIT, min_size=mentors, max_size=mentors)
    fits = make(st.lists(row, max_size=5))
    room = make(st.lists(st.integers(1, 3), min_size=mentors, max_size=mentors))
    waited = make(st.lists(st.integers(0, 3), min_size=len(fits), max_size=len(fits)))
    return fits, room, waited


def exhaustive(fits: list[list[float | None]], room: list[int]) -> tuple[int, float]:
    """The most people, and then the greatest sum, of all ways there are."""
    best = (0, 0.0)
    for way in product(range(-1, len(room)), repeat=len(fits)):
        pairs = [(member, mentor) for member, mentor in enumerate(way) if mentor >= 0]
        possible = all(fits[member][mentor] is not None for member, mentor in pairs)
        if possible and all(way.count(mentor) <= places for mentor, places in enumerate(room)):
            best = max(best, (len(pairs), sum(fits[member][mentor] or 0.0 for member, mentor in pairs)))
    return best


@given(worlds())
def test_it_is_the_best_of_all_ways(world: tuple[list[list[float | None]], list[int], list[int]]) -> None:
    fits, room, _waited = world
    pairs = assign(fits, room, [], range(len(fits)))
    people, total = exhaustive(fits, room)
    assert len(pairs) == people
    assert abs(sum(fits[member][mentor] or 0.0 for member, mentor in pairs.items()) - total) < 1e-6


@given(worlds(), st.integers(0, 2**62))
def test_no_hard_limit_is_broken_and_no_place_given_twice(
    world: tuple[list[list[float | None]], list[int], list[int]], seed: int
) -> None:
    fits, room, waited = world
    drawn = draw(fits, room, waited, seed)
    pairs = [(member, mentor) for member, mentor in enumerate(drawn.mentors) if mentor is not None]
    assert all(fits[member][mentor] is not None for member, mentor in pairs)
    for mentor, places in enumerate(room):
        assert drawn.mentors.count(mentor) <= places
    assert len(pairs) == exhaustive(fits, room)[0]  # no place stays empty that somebody could have
    assert sorted(drawn.order) == list(range(len(fits)))
    assert drawn == draw(fits, room, waited, seed)


def test_who_waited_longer_comes_before_who_fits_better() -> None:
    fits = [[0.9], [0.1], [0.8]]
    assert draw(fits, [1], [0, 2, 1], seed=1).mentors == [None, 0, None]


def test_among_equals_the_lot_decides_and_nothing_else() -> None:
    fits = [[0.9], [0.1], [0.5]]
    won = [draw(fits, [1], [0, 0, 0], seed).mentors.index(0) for seed in range(600)]
    for member in range(3):
        assert 140 < won.count(member) < 260


def test_one_more_person_is_worth_more_than_a_better_fit() -> None:
    assert assign([[1.0, 0.0], [0.9, None]], [1, 1], [], [0, 1]) == {0: 1, 1: 0}


def test_whoever_was_settled_keeps_a_place_whoever_comes() -> None:
    assert set(assign([[0.1], [1.0]], [1], [0], [1])) == {0}


def test_nobody_and_nothing() -> None:
    assert draw([], [], [], 1) == Drawn([], [])
    assert draw([[]], [], [0], 1).mentors == [None]
    assert draw([[None]], [3], [0], 1).mentors == [None]


def test_the_worst_off_are_better_off_than_first_come_first_served() -> None:
    worst_ours, worst_first = [], []
    for seed in range(20):
        fits = [
            [(31 * seed + 17 * one * other + 7 * one + 3 * other) % 101 / 100 for other in range(8)] for one in range(8)
        ]
        ours = assign(fits, [1] * 8, [], range(8))
        worst_ours.append(min(fits[one][other] for one, other in ours.items()))
        free, first = set(range(8)), []
        for one in range(8):
            best = max(free, key=lambda other, row=fits[one]: row[other])  # type: ignore[misc]
            free.remove(best)
            first.append(fits[one][best])
        worst_first.append(min(first))
    assert mean(worst_ours) > mean(worst_first)
