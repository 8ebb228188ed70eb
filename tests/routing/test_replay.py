"""A replay knows nothing before it happened, asks as the treaty has it, and measures what it says."""

from __future__ import annotations

import itertools
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing import score
from routing.replay import measures
from routing.replay.events import Answered, Asked, Event, Helped
from routing.replay.policies import BASELINES, OURS, ours
from routing.replay.run import _burden, _quarters, past, replay
from routing.replay.world import Ranks, World


def community(seed: int, questions: int = 120, people: int = 40) -> list[Event]:
    lot = random.Random(seed)
    events: list[Event] = []
    for number in range(questions):
        at, asker = number * 3.0, lot.randint(1, people)
        tags = tuple(lot.sample(["rent", "letters", "phone", "courts"], 2))
        events.append(Asked(at, number, asker, tags, (f"word{lot.randint(1, 9)}", "how")))
        for answer in range(lot.randint(0, 3)):
            member = lot.choice([lot.randint(1, 5), lot.randint(1, people), asker])
            events.append(Answered(at + 0.01 + answer / 2, number, member))
            if lot.random() < 0.5:
                events.append(Helped(at + 2, number, member))
    return sorted(events, key=lambda event: event.at)


def test_nothing_that_happened_later_is_known() -> None:
    events = community(3)
    asked = [event for event in events if isinstance(event, Asked)][80]
    told, all_told = World(), World()
    for event in events:
        if event.at < asked.at:
            told.tell(event)
    seen = []
    for event in events:
        if event is asked:
            seen = all_told.candidates(asked)
        all_told.tell(event)
    assert seen == told.candidates(asked)


@pytest.mark.parametrize("name", [OURS, *BASELINES])
def test_a_policy_finds_ten_others_who_were_known(name: str) -> None:
    world, policy = World(), ({OURS: ours(score.WEIGHTS)} | BASELINES)[name]
    for event in community(4):
        if isinstance(event, Asked) and len(world.people) > 11:
            ten = policy(world, event, random.Random(1))
            assert len(ten) == len(set(ten)) == 10
            assert event.member not in ten
            assert set(ten) <= world.people.keys()
        world.tell(event)


def test_ours_asks_nobody_twice_in_seven_days_and_the_others_do() -> None:
    events = past(community(5))
    runs = replay(events, 90, 360, 1)
    assert runs[OURS].asks
    assert not any(runs[OURS].over_cap)
    assert any(runs["most active"].over_cap)


def test_three_are_asked_of_what_is_answered_at_once_and_ten_of_what_waits() -> None:
    people = [Asked(number / 10, number, number, ("rent",), ()) for number in range(1, 30)]
    waits, quick = Asked(10, 100, 1, ("rent",), ()), Asked(20, 101, 1, ("rent",), ())
    events = past([*people, waits, quick, Answered(20.01, 101, 2), Answered(15, 100, 3)])
    runs = replay(events, 9, 30, 1)
    assert Counter(at for at, _member in runs["random"].asks) == {10: 10, 20: 3}


def test_every_ask_of_the_judged_time_is_in_one_quarter() -> None:
    events = past(community(8))
    begin = events.at(0.6)
    for days in (0, 20, 45.6, 91, 130):
        parts = _quarters(events, begin, begin + days)
        assert parts[0][0] == begin
        assert parts[-1][1] > begin + days
        assert all(one[1] == other[0] for one, other in itertools.pairwise(parts))


def test_a_burden_on_one_is_nearly_all_and_on_nobody_is_no_burden() -> None:
    assert _burden([(1.0, 7)] * 9, 0, 2, range(1, 101)) == pytest.approx(0.99)
    assert _burden([(1.0, one) for one in range(1, 101)], 0, 2, range(1, 101)) == pytest.approx(0)
    assert _burden([(5.0, 7)], 0, 2, range(1, 101)) is None


def test_whoever_answers_oneself_or_came_with_the_answer_is_nobody_to_find() -> None:
    people = [Asked(number / 10, number, number, ("rent",), ()) for number in range(1, 30)]
    question = Asked(10, 100, 1, ("rent",), ())
    runs = replay(past([*people, question, Answered(11, 100, 1), Answered(12, 100, 99)]), 9, 30, 1)
    assert runs[OURS].recall == [None]


def test_the_same_seed_gives_the_same_run_and_another_seed_another_lot() -> None:
    events = past(community(6))
    first, again, other = (replay(events, 200, 360, seed) for seed in (1, 1, 2))
    assert first == again
    assert first["random"].asks != other["random"].asks


@given(st.lists(st.integers(1, 12), max_size=60))
def test_who_is_most_active_is_right_after_every_answer(answers: list[int]) -> None:
    ranks, counted = Ranks(), Counter[int]()
    for member in answers:
        ranks.add(member)
        counted[member] += 1
        order = [counted[one] for one in ranks.first(99)]
        assert order == sorted(counted.values(), reverse=True)


def test_a_bridge_that_is_kept_up_to_date_is_the_bridge() -> None:
    world = World()
    for event in community(7):
        world.tell(event)
    for person in world.people.values():
        assert person.bridge == pytest.approx(score.bridge(one.answers for one in person.tags.values()))


@given(st.lists(st.integers(0, 100), min_size=1, max_size=50))
def test_a_gini_is_a_share(numbers: list[int]) -> None:
    assert -1e-9 <= measures.gini(numbers) < 1


def test_a_gini_of_equals_is_nothing_and_of_one_who_has_all_nearly_one() -> None:
    assert measures.gini([4, 4, 4]) == pytest.approx(0)
    assert measures.gini([0] * 99 + [7]) == pytest.approx(0.99)
    assert measures.gini([0, 0]) == 0


def test_an_interval_holds_the_difference_and_pairs_what_both_have() -> None:
    lot = random.Random(2)
    ours_, theirs = [lot.random() + 0.1 for _ in range(300)], [lot.random() for _ in range(300)]
    low, difference, high = measures.interval([*ours_, None, 1.0], [*theirs, 1.0, None], 1)
    assert low < difference < high
    assert difference == pytest.approx(sum(ours_) / 300 - sum(theirs) / 300)
    assert measures.interval(theirs, theirs, 1) == (0, 0, 0)


def test_an_interval_covers_what_is_true_about_as_often_as_it_says() -> None:
    lot, inside = random.Random(3), 0
    for again in range(60):
        differences = [lot.gauss(0.2, 1) for _ in range(80)]
        low, _difference, high = measures.interval(differences, [0.0] * 80, again)
        inside += low <= 0.2 <= high
    assert inside >= 52


def test_blocks_hold_every_value_once() -> None:
    values = [float(number) for number in range(2500)]
    blocks = measures._blocks(values)
    assert len(blocks) <= measures.BLOCKS
    assert sum(total for total, _many in blocks) == sum(values)
    assert sum(many for _total, many in blocks) == 2500
