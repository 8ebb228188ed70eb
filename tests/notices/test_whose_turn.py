"""Whose turn it is to be called. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from notices.rota import OnDuty, next_called

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def on_duty(number: int, state: str, **more: object) -> OnDuty:
    return OnDuty(number, state == "awake", state == "woken", **more)  # type: ignore[arg-type]


def test_everybody_who_is_awake_at_first() -> None:
    assert next_called([on_duty(1, "awake"), on_duty(2, "woken"), on_duty(3, "awake")], []) == [1, 3]


def test_then_one_at_a_time() -> None:
    people = [on_duty(number, "woken") for number in (1, 2, 3)]
    called: list[int] = []
    while now := next_called(people, called):
        assert len(now) == 1
        called += now
    assert called == [1, 2, 3]


def test_who_woke_up_meanwhile_comes_before_who_would_be_woken() -> None:
    assert next_called([on_duty(1, "woken"), on_duty(2, "awake"), on_duty(3, "awake")], [9]) == [2]


def test_not_always_the_same_one() -> None:
    ago = [NOW - timedelta(days=days) for days in (1, 5)]
    people = [on_duty(1, "woken", last_called=ago[0]), on_duty(2, "woken", last_called=ago[1]), on_duty(3, "woken")]
    assert next_called(people, []) == [3]
    assert next_called(people, [3]) == [2]


def test_an_admin_stands_in_only_when_all_who_tend_it_were_called() -> None:
    people = [on_duty(1, "awake", stands_in=True), on_duty(2, "woken"), on_duty(3, "awake", stands_in=True)]
    assert next_called(people, []) == [2]
    assert next_called(people, [2]) == [1]
    assert next_called(people, [2, 1]) == [3]


@pytest.mark.parametrize("people", [[], [on_duty(1, "asleep")], [on_duty(1, "asleep", stands_in=True)]])
def test_nobody_who_sleeps_and_did_not_choose_it(people: list[OnDuty]) -> None:
    assert next_called(people, []) == []


def test_nobody_twice() -> None:
    assert next_called([on_duty(1, "awake")], [1]) == []
