"""The score of one person for one question: bounded, monotone, the same in any order, and never over a cap."""

from __future__ import annotations

import random
from dataclasses import fields, replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routing import score
from routing.score import FEW_HELPS, ONE_IN, WEIGHTS, Candidate

numbers = st.floats(0, 1e6)
shares = st.floats(0, 1)
wild = st.floats(allow_nan=True, allow_infinity=True)
rates = shares
seeds = st.integers(0, 2**40)


@st.composite
def candidates(
    draw: st.DrawFn, amount: st.SearchStrategy[float] = numbers, share: st.SearchStrategy[float] = shares
) -> Candidate:
    return Candidate(
        member_id=draw(st.integers(1, 10**9)),
        helped=draw(amount),
        answered=draw(amount),
        listed=draw(st.booleans()),
        words=draw(share),
        been_there=draw(share),
        chance=draw(share),
        days_unasked=draw(st.none() | amount),
        bridge=draw(share),
        load=draw(amount),
        helps=draw(st.integers(0, 9)),
        room=draw(st.integers(-1, 3)),
    )


people = st.lists(candidates(), max_size=40, unique_by=lambda one: one.member_id)


def test_what_can_be_had_is_one_whole() -> None:
    gains = sum(getattr(WEIGHTS, one.name) for one in fields(WEIGHTS)) - WEIGHTS.load
    assert gains == pytest.approx(1)


@given(candidates(wild, wild), wild)
def test_no_figure_leaves_the_bounds(candidate: Candidate, rate: float) -> None:
    assert -WEIGHTS.load <= score.score(candidate, rate) <= 1
    assert 0 <= score.fit(candidate, rate) <= 1


@given(candidates(), rates, st.sampled_from(["words", "been_there", "chance", "bridge"]), shares)
def test_more_of_what_counts_is_never_worse(candidate: Candidate, rate: float, what: str, more: float) -> None:
    better = replace(candidate, **{what: max(getattr(candidate, what), more)})
    assert score.score(better, rate) >= score.score(candidate, rate)


@given(candidates(), rates, numbers)
def test_another_help_under_the_topic_is_never_worse(candidate: Candidate, rate: float, more: float) -> None:
    both = replace(candidate, helped=candidate.helped + more, answered=candidate.answered + more)
    assert score.score(both, rate) >= score.score(candidate, rate) - 1e-12


@given(candidates(), rates, numbers)
def test_a_burden_is_never_a_gain(candidate: Candidate, rate: float, more: float) -> None:
    assert score.score(replace(candidate, load=candidate.load + more), rate) <= score.score(candidate, rate)


@given(candidates(), rates, numbers)
def test_a_longer_wait_is_never_worse(candidate: Candidate, rate: float, more: float) -> None:
    assume(candidate.days_unasked is not None)
    waited = replace(candidate, days_unasked=(candidate.days_unasked or 0) + more)
    never = replace(candidate, days_unasked=None)
    assert score.score(candidate, rate) <= score.score(waited, rate) <= score.score(never, rate)


@given(people, st.integers(0, 15), rates, seeds, st.randoms())
def test_the_order_in_which_people_come_changes_nothing(
    who: list[Candidate], many: int, rate: float, seed: int, shuffled: random.Random
) -> None:
    first = score.best(who, many, rate=rate, seed=seed)
    again = list(who)
    shuffled.shuffle(again)
    assert score.best(again, many, rate=rate, seed=seed) == first


@given(people, st.integers(-3, 15), rates, seeds)
def test_nobody_is_chosen_over_their_cap_or_twice(who: list[Candidate], many: int, rate: float, seed: int) -> None:
    chosen = [one.member_id for one in score.best(who, many, rate=rate, seed=seed)]
    free = {one.member_id for one in who if one.room > 0}
    assert set(chosen) <= free
    assert len(chosen) == len(set(chosen)) == min(max(many, 0), len(free))


@given(people, st.integers(0, 15), rates, seeds)
def test_one_place_in_five_is_kept_for_people_with_few_helps(
    who: list[Candidate], many: int, rate: float, seed: int
) -> None:
    chosen = score.best(who, many, rate=rate, seed=seed)
    there = sum(one.helps < FEW_HELPS for one in who if one.room > 0)
    assert sum(one.is_new_at_it for one in chosen) >= min(many // ONE_IN, there)


@given(people, st.integers(1, 15), rates, seeds)
def test_whoever_gets_a_kept_place_is_the_best_of_the_new(
    who: list[Candidate], many: int, rate: float, seed: int
) -> None:
    chosen = score.best(who, many, rate=rate, seed=seed)
    ids = {one.member_id for one in chosen}
    left = [
        score.score(one, rate) for one in who if one.room > 0 and one.helps < FEW_HELPS and one.member_id not in ids
    ]
    assert all(one.score >= max(left, default=-1) for one in chosen if one.is_new_at_it)


def test_of_three_places_three_fifths_of_the_waves_keep_one() -> None:
    kept = [score.places_kept(3, seed) for seed in range(2000)]
    assert set(kept) == {0, 1}
    assert 0.55 < sum(kept) / len(kept) < 0.65


def test_equals_are_drawn_by_lot_and_not_by_their_number() -> None:
    equals = [Candidate(number, helps=5) for number in range(1, 21)]
    drawn = [score.best(equals, 1, rate=0.5, seed=seed)[0].member_id for seed in range(400)]
    assert len(set(drawn)) == 20
    assert max(drawn.count(one) for one in set(drawn)) < 45


def test_one_lucky_hit_is_less_than_a_long_record() -> None:
    assert score.known(1, 1, 0.3) < score.known(12, 20, 0.3)


@given(numbers, rates)
def test_who_never_helped_knows_nothing_yet(answered: float, rate: float) -> None:
    assert score.known(0, answered, rate) == 0


@given(numbers, st.floats(0, 1e4))
def test_what_somebody_knows_halves_in_half_a_year(amount: float, days: float) -> None:
    assert score.faded(amount, days + 180) == pytest.approx(score.faded(amount, days) / 2)


@given(st.floats(0, 1e4), st.lists(st.integers(0, 50), min_size=24, max_size=24), st.integers(0, 23))
def test_a_chance_is_a_share_and_grows_with_being_here(present: float, hours: list[int], hour: int) -> None:
    assert 0 <= score.chance(present, hours, hour) <= score.chance(present + 1, hours, hour) <= 1


def test_somebody_of_the_evening_is_likelier_in_the_evening() -> None:
    evenings = [0] * 24
    evenings[20] = 200
    assert score.chance(5, evenings, 21) > 3 * score.chance(5, evenings, 9)


@given(st.lists(numbers, max_size=30))
def test_a_bridge_is_a_share(circles: list[float]) -> None:
    assert -1e-9 <= score.bridge(circles) <= 1


def test_help_in_one_circle_is_no_bridge() -> None:
    assert score.bridge([7]) == 0
    assert score.bridge([]) == 0
    assert score.bridge([2, 2]) == 0.5


@settings(max_examples=30)
@given(people, rates, seeds)
def test_who_can_answer_does_not_depend_on_who_was_asked(who: list[Candidate], rate: float, seed: int) -> None:
    rested = [replace(one, load=0, days_unasked=None, room=1) for one in who]
    found = score.ablest(who, 10, rate=rate, seed=seed)
    assert [one.member_id for one in found] == [one.member_id for one in score.ablest(rested, 10, rate=rate, seed=seed)]


@pytest.mark.parametrize(
    ("candidate", "why"),
    [
        (
            Candidate(1, helped=2, answered=2, listed=True, topic_name="rent", helped_title="A letter"),
            "Somebody you answered about “A letter” said that it helped.",
        ),
        (Candidate(1, listed=True, topic_name="rent", been_there=1, path_name="Out of debt"), "You listed “rent”."),
        (
            Candidate(1, been_there=1, path_name="Out of debt"),
            "You have been on the path “Out of debt”, and let it be seen.",
        ),
        (Candidate(1, words=0.4, topic_name="rent"), "You wrote about something close to “rent”."),
        (Candidate(1), "You said that you may be asked now and then."),
        # what nobody said is not said
        (Candidate(1, helped=0, helped_title="A letter"), "You said that you may be asked now and then."),
        (Candidate(1, helped=2, answered=2, topic_name="rent"), "You said that you may be asked now and then."),
    ],
)
def test_the_reason_is_what_says_the_most(candidate: Candidate, why: str) -> None:
    assert score.reason(candidate, 0.5) == why
