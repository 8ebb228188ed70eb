"""In the simulation the first is told in under a minute and it is seen within the hour; its audit finds a broken rota."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from nudges.simulation import danger
from nudges.simulation.danger import RULES, Case, figures, simulate, violations


def simulated(**fields: int) -> list[Case]:
    return simulate(**{"members": 100_000, "days": 60, "seed": 3} | fields)


def test_told_in_under_a_minute_and_seen_within_the_hour() -> None:
    found = figures(simulated())
    assert found["violations"] == dict.fromkeys(RULES, 0)
    assert found["told_p99"] < 1
    assert found["told_p99_behind_a_mask"] < 10
    assert found["seen_median"] < 15
    assert found["seen_within_an_hour"] > 0.9


def test_the_same_seed_is_the_same_community() -> None:
    assert figures(simulated()) == figures(simulated())
    assert figures(simulated(seed=4)) != figures(simulated())


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("woken unasked", lambda duty, called: [one.member_id for one in duty if one.member_id not in called][:1]),
        ("called twice", lambda duty, _called: [one.member_id for one in duty if one.is_awake][:1]),
        ("two at once by night", lambda duty, called: [one.member_id for one in duty if one.member_id not in called]),
    ],
)
def test_a_broken_rota_is_found(monkeypatch: pytest.MonkeyPatch, rule: str, broken: Callable[..., list[int]]) -> None:
    monkeypatch.setattr(danger, "next_called", broken)
    assert violations(simulated())[rule] > 0


def test_a_turn_that_is_too_short_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(danger, "TURN", timedelta(minutes=5))
    assert violations(simulated())["sooner than their turn"] > 0


def test_a_call_after_it_was_seen_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Case, "is_over", lambda _case, _now: False)
    assert violations(simulated())["called after it was seen"] > 0
