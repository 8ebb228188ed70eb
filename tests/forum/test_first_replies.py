"""How soon an answer comes, by the estimate that counts those who still wait: worked cases, and every case by force."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.first_replies import DAY, FEWEST, Measured, Waits, hours_in_words, in_words, measured, share_in_words

# 6-mercaptopurine against placebo in children with leukaemia (Freireich et al. 1963), the textbook's own example:
# weeks in remission, "+" for whoever was still in remission when the trial ended.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def rows(said: str) -> list[Waits]:
    told: dict[int, list[int]] = {}
    for word in said.split():
        told.setdefault(int(word.rstrip("+")), [0, 0])[word.endswith("+")] += 1
    return [Waits(hours, *counts) for hours, counts in told.items()]


def test_the_textbooks_example() -> None:
    found = measured(rows(TREATED))
    assert found.enough
    assert found.median == 23
    assert found.in_a_day == pytest.approx(1 - 0.448, abs=0.0005)


def test_where_all_are_answered_it_is_the_plain_median() -> None:
    assert measured(rows(PLACEBO)) == (True, 8, 1.0)


def test_what_comes_after_a_day_is_not_within_it() -> None:
    assert measured(rows("2 " * 4 + "30 " * 4)) == (True, 2, 0.5)
    assert measured(rows("30 " * 8)) == (True, 30, 0.0)


def test_who_still_waits_counts() -> None:
    """Eight answered within two hours and eight that have waited for two days: half, not all."""
    assert measured(rows("2 " * 8 + "48+ " * 8)) == (True, 2, 0.5)
    assert measured(rows("2 " * 8 + "48+ " * 9)).median is None


def test_who_asked_a_moment_ago_says_nothing_yet() -> None:
    assert measured(rows("2 " * 8 + "0+ " * 100)) == measured(rows("2 " * 8))


def test_whoever_was_watched_for_an_hour_counts_for_that_hour() -> None:
    # 10 of 20 answered in the first hour; of the other ten five are watched no longer, and the five others end well
    assert measured(rows("1 " * 10 + "1+ " * 5 + "9 " * 5)) == (True, 1, 1.0)
    assert measured(rows("1 " * 9 + "1+ " * 5 + "9 " * 6)) == (True, 9, 1.0)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "1 " * (FEWEST - 1),
        "1 " * (FEWEST - 1) + "0+ " * 50,  # the fifty have not been watched for an hour
        "5+ " * 50,  # nobody was watched for a day, and nobody was answered
        "30 30 " + "20+ " * 50,  # what comes after twenty hours two people say
    ],
)
def test_too_few_say_nothing(said: str) -> None:
    assert measured(rows(said)) == Measured()


def test_what_few_bear_is_left_out() -> None:
    """At 100 hours one of two is answered: that would be a median, and nobody should plan with it."""
    assert measured(rows("2 " * 9 + "30+ " * 10 + "100 100+")) == (True, None, pytest.approx(9 / 21))


def test_the_last_few_who_wait_leave_the_day_to_be_told() -> None:
    """Nobody was watched for a day; but of a hundred all but one are answered, and whatever comes of that one..."""
    assert measured(rows("3 " * 99 + "10+")) == (True, 3, pytest.approx(0.99))


def test_of_the_first_day_of_a_place_the_day_is_not_told() -> None:
    assert measured(rows("2 " * 20 + "10+ " * 20)) == (True, 2, None)
    assert measured(rows("2 " * 20 + "10+ " * 21)) == Measured()


def by_force(waits: list[tuple[int, bool]]) -> tuple[int | None, list[tuple[int, Fraction]]]:
    """The same from the definition: for each hour the product over all hours up to it, in exact fractions."""
    curve = []
    for hour in range(60):
        share = Fraction(1)
        for step in range(1, hour + 1):
            if share / (sum(hours >= step for hours, _done in waits) or 1) > Fraction(1, FEWEST):
                return median_of(curve), curve
            at_risk = sum(hours >= step for hours, _done in waits)
            answered = sum(done and hours == step for hours, done in waits)
            share *= 1 - Fraction(answered, at_risk or 1)
        curve.append((hour, share))
    return median_of(curve), curve


def median_of(curve: list[tuple[int, Fraction]]) -> int | None:
    return next((hour for hour, share in curve if share <= Fraction(1, 2)), None)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from([True, True, False])), max_size=40))
def test_it_is_the_definition(asked: list[tuple[int, bool]]) -> None:
    waits = [(max(hours, 1) if done else hours, done) for hours, done in asked]
    median, curve = by_force(waits)
    told = dict(curve)
    counts: dict[int, list[int]] = {}
    for hours, done in waits:
        counts.setdefault(hours, [0, 0])[not done] += 1
    found = measured(Waits(hours, *both) for hours, both in counts.items())
    assert found.enough == (median is not None or DAY in told)
    assert found.median == median
    assert found.in_a_day == (pytest.approx(float(1 - told[DAY])) if DAY in told else None)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 50), st.booleans()), min_size=FEWEST, max_size=40), st.integers(30, 90))
def test_one_more_who_waits_never_makes_it_look_quicker(waits: list[tuple[int, bool]], longer: int) -> None:
    def of(said: list[tuple[int, bool]]) -> Measured:
        return measured(rows(" ".join(f"{hours}{'' if done else '+'}" for hours, done in said)))

    before, after = of(waits), of([*waits, (longer, False)])
    if before.in_a_day is not None and after.in_a_day is not None:
        assert after.in_a_day <= before.in_a_day + 1e-9
    if before.median is not None and after.median is not None:
        assert after.median >= before.median


# --- the sentences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            Measured(True, 5, 0.93),
            "Half of the questions of the past three months had an answer within 5 hours; nine in ten within a day.",
        ),
        (
            Measured(True, 1, 1.0),
            "Half of the questions of the past three months had an answer within an hour; all of them within a day.",
        ),
        (
            Measured(True, 70, 0.31),
            "Half of the questions of the past three months had an answer within 3 days; three in ten within a day.",
        ),
        (
            Measured(True, None, 0.29),
            "More than half of the questions of the past three months still wait for an answer; "
            "two in ten had one within a day.",
        ),
        (
            Measured(True, None, 0.0),
            "More than half of the questions of the past three months still wait for an answer; "
            "none of them had one within a day.",
        ),
        (Measured(True, 2, None), "Half of the questions of the past three months had an answer within 2 hours."),
        (
            Measured(),
            "Too few questions were asked here in the past three months to say how soon an answer comes.",
        ),
    ],
)
def test_it_is_said_in_a_sentence(found: Measured, words: str) -> None:
    assert in_words(found) == words


@pytest.mark.parametrize(("hours", "words"), [(1, "an hour"), (36, "36 hours"), (37, "2 days"), (49, "3 days")])
def test_beyond_a_day_and_a_half_days_are_told(hours: int, words: str) -> None:
    assert hours_in_words(hours) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "none of them"), (0.04, "fewer than one in ten"), (0.7, "seven in ten"), (0.999, "nine in ten")],
)
def test_a_share_is_never_rounded_up(share: float, words: str) -> None:
    assert share_in_words(share) == words
