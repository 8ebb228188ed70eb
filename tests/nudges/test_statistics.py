"""What may be said of two groups: against the published tables, and nothing of few people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.policy import HELD_OUT
from nudges.statistics import FEWEST, Arm, chance_of, difference, points, said, verdict, wilson

# Newcombe, R. G. (1998), Statistics in Medicine 17, 873–890, table II, method 10.
NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("one", "other", "low", "high"), NEWCOMBE)
def test_the_interval_is_the_published_one(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    found = difference(Arm(*one), Arm(*other))
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


# The same paper's companion on one share (Newcombe 1998, 17, 857–872, table I, method 3).
@pytest.mark.parametrize(
    ("did", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_so_is_that_of_one_share(did: int, people: int, low: float, high: float) -> None:
    assert wilson(Arm(did, people)) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


arms = st.integers(1, 10_000).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


@given(one=arms, other=arms)
def test_it_holds_the_difference_and_turns_with_the_groups(one: tuple[int, int], other: tuple[int, int]) -> None:
    found, turned = difference(Arm(*one), Arm(*other)), difference(Arm(*other), Arm(*one))
    assert -1 <= found.low <= found.value <= found.high <= 1
    assert (turned.low, turned.high) == (pytest.approx(-found.high), pytest.approx(-found.low))


@pytest.mark.parametrize(
    ("sent", "held", "chance"),
    [(900, 100, 1.0), (0, 0, 1.0), (50, 50, 0.0), (1000 - 119, 119, 0.0452), (1000 - 132, 132, 0.00074)],
)
def test_how_likely_a_division_is(sent: int, held: int, chance: float) -> None:
    """χ² of 119 in place of 100: 4.011; of 132: 11.378."""
    assert chance_of(sent, held, HELD_OUT) == pytest.approx(chance, abs=5e-5)


# --- in words ------------------------------------------------------------------------------------------------


def words(sent: tuple[int, int], held: tuple[int, int], lots: tuple[int, int] | None = None) -> str:
    all_sent, all_held = lots or (sent[1], held[1])
    return verdict(Arm(*sent), Arm(*held), share_held=HELD_OUT, all_sent=all_sent, all_held=all_held)


def test_where_nothing_was_seen_it_says_so_in_those_words() -> None:
    said_of = words((450, 900), (48, 100))
    assert said_of.startswith("No difference seen")
    assert "between −8 and 12" in said_of


def test_where_something_was_seen_it_says_between_what() -> None:
    assert words((450, 900), (20, 100)).startswith("More did it who got the mail: of a hundred people between 21 and")
    assert words((180, 900), (50, 100)).startswith("Fewer did it who got the mail: of a hundred people between 20 and")


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        ((10, 900), (50, 100)),
        ((450, 900), (1, 100)),
        ((450, 900), (99, 100)),
        ((895, 900), (50, 100)),
        ((0, 0), (0, 0)),
    ],
)
def test_of_few_people_nothing_is_said(sent: tuple[int, int], held: tuple[int, int]) -> None:
    assert words(sent, held, (900, 100)).startswith("Too few people")


def test_where_the_lots_fell_unfairly_nothing_else_is_read() -> None:
    assert "nothing can be read from it" in words((450, 900), (20, 140))
    assert "nothing can be read" not in words((450, 900), (20, 119))


@pytest.mark.parametrize(("count", "shown"), [(0, "0"), (1, "few"), (10, "few"), (11, "10"), (13, "15"), (120, "120")])
def test_counts_are_rounded_and_small_ones_hidden(count: int, shown: str) -> None:
    assert said(count) == shown


@given(count=st.integers(0, 300), rest=st.integers(0, 300))
def test_neither_a_small_count_nor_what_would_tell_it_is_shown(count: int, rest: int) -> None:
    shown = said(count, of=count + rest)
    if 0 < count < FEWEST or 0 < rest < FEWEST:
        assert shown == "few"
    else:
        assert abs(int(shown) - count) <= 2


@pytest.mark.parametrize(("share", "shown"), [(-0.004, "0"), (0.0, "0"), (-0.081, "−8"), (0.12, "12")])
def test_nought_has_no_minus(share: float, shown: str) -> None:
    assert points(share) == shown
