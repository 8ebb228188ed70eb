"""Who fits whom: hard limits first, then three suggestions with reasons in words. Pure: no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mentorship import fit

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PATH = 7
MEMBER = fit.Side(
    languages=frozenset({"en"}),
    time_zone="Europe/London",
    topics=("bank fees",),
    words="Clear four credit cards. I am self-employed.",
)


def mentor(number: int = 1, **more: object) -> fit.Candidate:
    side = fit.Side(
        languages=frozenset(more.pop("languages", {"en"})),
        time_zone=more.pop("time_zone", "Europe/London"),
        topics=tuple(more.pop("topics", ())),
    )
    fields = {"id": number, "side": side, "journeys": frozenset({PATH}), "capacity": 1, "walking_with": 0} | more
    return fit.Candidate(**fields)


def possible(**more: object) -> bool:
    return fit.is_possible(MEMBER, mentor(**more), journey=PATH, now=NOW)


def best(*mentors: fit.Candidate) -> list[fit.Fit]:
    return fit.best(MEMBER, mentors, journey=PATH, path="Out of debt", now=NOW)


def test_somebody_on_the_same_path_with_room_is_possible() -> None:
    assert possible()


@pytest.mark.parametrize(
    "more",
    [
        {"languages": {"nl"}},
        {"journeys": frozenset({8})},
        {"time_zone": "Australia/Sydney"},  # eleven hours ahead in November
        {"blocked": True},
        {"paused": True},
        {"walking_with": 1},
        {"capacity": 3, "walking_with": 3},
    ],
    ids=["language", "path", "hours", "block", "pause", "full", "full of three"],
)
def test_each_hard_limit_holds_alone(more: dict[str, object]) -> None:
    assert not possible(**more)
    assert best(mentor(helped_them=9, topics=("credit cards", "self-employed"), **more)) == []


@pytest.mark.parametrize(
    ("one", "other", "hours"),
    [
        ("UTC", "UTC", 11),
        ("Europe/London", "Europe/Amsterdam", 10),
        ("Europe/London", "America/New_York", 6),
        ("Europe/London", "Asia/Tokyo", 2),  # nine hours: just enough
        ("Europe/London", "Australia/Brisbane", 1),
        ("Pacific/Kiritimati", "Pacific/Honolulu", 11),  # a day apart, the same hours
        ("Europe/London", "Asia/Kolkata", 5.5),
    ],
)
def test_shared_waking_hours_go_round_the_clock(one: str, other: str, hours: float) -> None:
    assert fit.shared_hours(one, other, NOW) == hours
    assert fit.shared_hours(other, one, NOW) == hours


def test_summer_time_is_the_one_of_that_day() -> None:
    july = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert fit.shared_hours("Europe/London", "UTC", NOW) == 11
    assert fit.shared_hours("Europe/London", "UTC", july) == 10


def test_an_unknown_zone_is_utc_and_no_error() -> None:
    assert fit.shared_hours("Mars/Olympus", "UTC", NOW) == 11


def test_topics_meet_in_other_grammar_and_not_by_small_words() -> None:
    side = replace(mentor().side, topics=("credit card", "Bank fees", "mortgages", "on it"))
    assert fit.shared_topics(MEMBER, side) == ["credit card", "Bank fees"]


def test_three_at_most_the_best_first() -> None:
    found = best(
        mentor(1, last_asked=NOW),
        mentor(2, topics=("credit cards",), last_asked=NOW),
        mentor(3, topics=("credit cards", "self-employed"), last_asked=NOW),
        mentor(4, helped_them=1, topics=("credit cards", "bank fees", "self-employed"), last_asked=NOW),
    )
    assert [one.id for one in found] == [4, 3, 2]


def test_whoever_was_not_asked_for_long_gets_the_turn() -> None:
    asked, unasked = mentor(1, last_asked=NOW - timedelta(days=1)), mentor(2, last_asked=NOW - timedelta(days=50))
    assert [one.id for one in best(asked, unasked)] == [2, 1]


def test_a_tie_goes_to_whoever_has_been_here_longer() -> None:
    assert [one.id for one in best(mentor(9), mentor(3))] == [3, 9]


def test_the_weights_make_one() -> None:
    weights = (fit.WEIGHT_TOPICS, fit.WEIGHT_MET, fit.WEIGHT_HOURS, fit.WEIGHT_TURN, fit.WEIGHT_ROOM)
    assert sum(weights) == pytest.approx(1)
    perfect = mentor(helped_them=1, topics=("credit cards", "bank fees", "self-employed"))
    assert fit.weigh(MEMBER, perfect, now=NOW) == pytest.approx(1)


def test_reasons_are_sentences_without_a_score() -> None:
    one = best(mentor(topics=("credit cards",), helped_them=2, time_zone="Europe/Amsterdam"))[0]
    assert one.fits == [
        "Went the same path: Out of debt",
        "You both wrote about credit cards",
        "Has answered you here before",
        "You are both awake for 10 hours of the day",
    ]
    assert one.differs == ["Their clock is 1 hour ahead of yours"]


def test_what_differs_is_said_too() -> None:
    one = best(mentor(topics=("mortgages",), time_zone="America/New_York"))[0]
    assert one.differs == [
        "Writes about mortgages, which you haven’t mentioned",
        "Their clock is 5 hours behind yours",
    ]
    assert "Keeps the same hours as you" not in one.fits


def test_room_is_what_is_left() -> None:
    assert best(mentor(capacity=3, walking_with=1))[0].room == 2
