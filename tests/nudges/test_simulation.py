"""The simulation runs the product's own rules, and its audit finds each of them broken when it is."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from nudges import policy
from nudges.simulation import letters, reactions, run
from nudges.simulation.audit import RULES
from nudges.simulation.measures import figures, gini
from nudges.simulation.people import People, Temper
from nudges.simulation.run import Simulation
from nudges.simulation.world import Outcome


def simulated(**fields: Any) -> Outcome:
    return Simulation(**{"members": 3_000, "days": 25, "seed": 7} | fields).run()


@pytest.fixture(scope="module")
def usual() -> Outcome:
    return simulated()


def test_no_rule_is_broken_and_more_is_answered_than_without(usual: Outcome) -> None:
    without = simulated(with_waves=False)
    assert usual.violations == dict.fromkeys(RULES, 0)
    assert usual.sent > 100
    assert usual.questions == without.questions
    assert figures(usual)["answered_within_24_h"] > figures(without)["answered_within_24_h"] + 0.2


def test_the_same_seed_is_the_same_community(usual: Outcome) -> None:
    assert simulated() == usual
    assert simulated(seed=8).waits != usual.waits


def broken(rules: set[str], **fields: Any) -> None:
    found = {rule for rule, count in simulated(**fields).violations.items() if count}
    assert rules <= found, found


def test_whoever_is_asked_at_night_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.hours, "is_awake", lambda _now, _name: True)
    broken({"hours"})


def test_a_cap_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "WEEK_MINUTES", 60)
    broken({"cap of summons"})


def test_who_rests_is_blocked_or_was_stopped_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def anybody(self: Simulation, helper: Any, question: Any, minute: int) -> bool:
        return helper.free_at <= minute and helper.number not in question.asked

    monkeypatch.setattr(Simulation, "_may_be_asked", anybody)
    monkeypatch.setattr(People, "are_blocked", lambda _self, one, other: (one + other) % 3 == 0)
    monkeypatch.setattr(reactions, "REPLY", dict.fromkeys(Temper, 0.0))
    monkeypatch.setattr(run, "BY_THEMSELVES", 0.0)
    broken({"resting or in crisis", "blocked", "ignored"}, members=1_000)


@pytest.mark.parametrize(
    ("rule", "skipped"),
    [
        ({"one in seven days", "so many in thirty days"}, "_budget"),
        ({"first week"}, "_age"),
        ({"resting or in crisis"}, "_person"),
        ({"ignored"}, "_choice"),
    ],
)
def test_a_rule_of_the_treaty_that_is_left_out_is_found(
    rule: set[str], skipped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, skipped, lambda _facts: None)
    monkeypatch.setattr(reactions, "LETTERS_OF", 25)
    monkeypatch.setattr(run, "JOINS", 0.002)
    if skipped == "_person":
        monkeypatch.setattr(letters, "RESTS", 0.5)
    broken(rule, members=1_000, days=110, with_waves=False)


def test_who_was_left_out_by_lot_and_is_sent_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(range(10**9))
    monkeypatch.setattr(letters, "is_held", lambda _kind, _member, _secret: next(drawn) % 2 == 0)
    monkeypatch.setattr(letters, "NOTES", dict.fromkeys(letters.NOTES, (0.02, 0)))
    broken({"left out by lot"}, members=300, days=90, with_waves=False)


def test_what_is_said_again_too_soon_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {kind: (0.02, once_in) for kind, (_rate, once_in) in letters.NOTES.items()}
    monkeypatch.setattr(letters, "NOTES", kinds)

    class Forgetful(dict[int, int]):
        def get(self, key: int, default: Any = None) -> Any:
            return default

    begin = Simulation.__init__

    def forget(self: Simulation, **fields: Any) -> None:
        begin(self, **fields)
        self.said = Forgetful()

    monkeypatch.setattr(Simulation, "__init__", forget)
    broken({"said again too soon"}, members=300, days=90, with_waves=False)


def test_a_second_digest_in_a_day_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_an_hour(_self: Simulation, now: Any, _name: str, _every: Any) -> int:
        return int((now - run.BEGIN).total_seconds() // 60) + 60

    monkeypatch.setattr(Simulation, "_next_morning", in_an_hour)
    broken({"digest twice a day", "hours"}, members=1_000, days=2, with_waves=False)


def test_digests_are_sent_and_the_lots_fall_fairly(usual: Outcome) -> None:
    found = figures(usual)
    assert found["digests"] > 100
    assert found["trials"] >= 5
    assert found["left_out_by_lot"] > 0
    assert found["trials_with_uneven_lots"] == 0


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 1, 1], 0), ([0, 0, 4], 2 / 3), ([0, 0], 0), ([], 0), ([1, 3], 0.25)]
)
def test_gini(values: list[int], expected: float) -> None:
    assert gini(values) == pytest.approx(expected)


def test_who_was_never_answered_is_counted() -> None:
    outcome = Outcome(4, [60, None, 60 * 30, None], [1440, 9000, 9000, 10], [0, 2], 2, {})
    found = figures(outcome)
    assert (found["answered_within_24_h"], found["never_answered"], found["median_hours"]) == (0.3333, 1, 30.0)


def test_the_command_says_it_as_a_table_and_as_json() -> None:
    table, data = StringIO(), StringIO()
    call_command("simulate", members=500, days=2, stdout=table)
    call_command("simulate", members=500, days=2, json=True, stdout=data)
    assert "Violations of the treaty" in table.getvalue()
    found = json.loads(data.getvalue())
    assert set(found["with waves"]["violations"]) == set(RULES)
    assert found["without"]["asks_most"] == 0


@pytest.mark.parametrize("fields", [{"members": 5}, {"days": 0}])
def test_too_few_are_refused(fields: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="At least 100 members"):
        call_command("simulate", **fields)
