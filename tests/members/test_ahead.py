"""Three people on the same path, a step ahead: on one's own home, and only what these let members see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Journey, Member
from members.queries.ahead import one_step_ahead
from tests import make

pytestmark = pytest.mark.django_db
STEPS = ("Opened the letters", "Made the call", "First card gone")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def path() -> Journey:
    return make.journey(title="Out of debt")


def walks(path: Journey, steps: int, *, shown: str = "members", reached: bool = False, **fields: Any) -> Member:
    """Somebody on the path who has come so many steps far."""
    person = make.member(**{"stage": Member.Stage.PURSUING} | fields)
    at = timezone.now() if reached else None
    goal = make.goal(member=person, journey=path, milestones=STEPS, visibility=shown, reached_at=at)
    goal.milestones.filter(position__lt=steps).update(reached_at=timezone.now())
    return person


def found(member: Member, now: datetime = NOW) -> set[Member]:
    return {one.member for one in one_step_ahead(member, now)}


def test_who_is_a_step_ahead_in_the_words_of_their_own_steps(path: Journey) -> None:
    ines, dorrie = walks(path, 1, shown="self"), walks(path, 2)
    walks(path, 1)
    walks(path, 0)
    (one,) = one_step_ahead(ines, NOW)
    assert (one.member, one.words) == (dorrie, "Has come to “Made the call”.")


def test_it_stands_on_ones_own_home_and_on_nobody_elses(path: Journey) -> None:
    ines, dorrie = walks(path, 0), walks(path, 1, name="Dorrie Hale")
    client = Client()
    client.force_login(ines)
    page = client.get("/").content.decode()
    assert "A step ahead on your path" in page
    assert "Dorrie Hale" in page
    client.force_login(dorrie)
    assert "A step ahead on your path" not in client.get("/").content.decode()


def test_the_next_step_comes_before_those_further_on(path: Journey) -> None:
    ines = walks(path, 0)
    near = {walks(path, 1) for _number in range(2)}
    far = [walks(path, 3), walks(path, 3, reached=True, stage=Member.Stage.ALUM)]
    shown = [one.member for one in one_step_ahead(ines, NOW)]
    assert set(shown[:2]) == near
    assert shown[2] in far


def test_three_at_most_and_others_on_another_day(path: Journey) -> None:
    ines = walks(path, 0)
    for _number in range(8):
        walks(path, 1)
    days = [found(ines, NOW + timedelta(days=day)) for day in range(6)]
    assert {len(people) for people in days} == {3}
    assert days[0] == found(ines)
    assert len(set().union(*days)) > 3


def test_whoever_is_somewhere_on_a_long_path_can_be_met(path: Journey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.queries.ahead.LOOKED_AT", 4)
    ines = walks(path, 0)
    people = {walks(path, 1) for _number in range(8)}
    met = set().union(*(found(ines, NOW + timedelta(days=day)) for day in range(40)))
    assert met == people


@pytest.mark.parametrize("shown", ["self", "mentor"])
def test_nobody_who_keeps_it_to_themselves(path: Journey, shown: str) -> None:
    ines = walks(path, 0)
    walks(path, 1, shown=shown)
    assert found(ines) == set()


@pytest.mark.parametrize(
    "fields",
    [{"is_listed": False}, {"stage": "resting"}, {"stage": "left"}, {"is_active": False}, {"kind": "imported"}],
    ids=lambda fields: next(iter(fields.values()), ""),
)
def test_nobody_who_is_not_here_or_not_to_be_found(path: Journey, fields: dict[str, Any]) -> None:
    ines = walks(path, 0)
    person = walks(path, 1)
    Member.objects.filter(pk=person.pk).update(**fields)
    assert found(ines) == set()


@pytest.mark.parametrize("who", ["they", "I"])
def test_nobody_across_a_block(path: Journey, who: str) -> None:
    ines, dorrie = walks(path, 0), walks(path, 1)
    blocker, blocked = (dorrie, ines) if who == "they" else (ines, dorrie)
    make.block(blocker=blocker, blocked=blocked)
    assert found(ines) == set()


def test_nobody_on_another_path_or_whose_goal_was_given_up(path: Journey) -> None:
    ines = walks(path, 0)
    walks(make.journey(title="A quieter house"), 1)
    gone = walks(path, 1)
    gone.goals.update(closed_at=timezone.now())
    assert found(ines) == set()


@pytest.mark.parametrize("stage", ["member", "reached", "alum", "mentor", "resting"])
def test_only_for_who_is_on_the_way(path: Journey, stage: str, django_assert_num_queries: Any) -> None:
    ines = walks(path, 0, stage=stage)
    walks(path, 1)
    with django_assert_num_queries(0):
        assert one_step_ahead(ines, NOW) == []


def test_few_questions_however_long_the_path_is(path: Journey, django_assert_max_num_queries: Any) -> None:
    ines = walks(path, 0)
    for _number in range(6):
        walks(path, 1)
    with django_assert_max_num_queries(5):
        one_step_ahead(ines, NOW)
