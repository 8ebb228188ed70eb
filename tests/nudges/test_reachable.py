"""One person for each barrier, and every statement that chooses whom to write to or to ask leaves that person out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Member
from notices import hours
from nudges.actions import letters, pairs
from nudges.models import Crisis, Summons
from nudges.queries.reachable import reachable
from tests import make
from tests.nudges.people import asked, began, ending, greeter, helped, joins, reached, waiting

pytestmark = pytest.mark.django_db
Choose = tuple[Member, Callable[[], bool]]


def by_pairs() -> Choose:
    person = helped()
    waiting()
    return person, lambda: letters.reciprocate() == 1


def by_candidates() -> Choose:
    person = greeter()
    return person, lambda: Summons.objects.filter(newcomer=joins(), member=person).exists()


def by_occasions() -> Choose:
    pair = began(days=3)
    return pair.mentee, lambda: pair.mentee.display_name in asked()


def by_the_ask_to_stay() -> Choose:
    return reached().member, lambda: letters.ask_to_stay() == 1


def by_the_end_of_a_term() -> Choose:
    return ending().member, lambda: pairs.ask_to_renew() == 1


def by_the_scope() -> Choose:
    person = make.member()
    return person, lambda: reachable(timezone.now()).filter(pk=person.pk).exists()


STATEMENTS = (by_pairs, by_candidates, by_occasions, by_the_ask_to_stay, by_the_end_of_a_term, by_the_scope)


def fields(**changed: object) -> Callable[[Member], object]:
    return lambda person: Member.objects.filter(pk=person.pk).update(**changed)


BARRIERS: dict[str, Callable[[Member], object]] = {
    "closed": fields(is_active=False),
    "imported": fields(kind=Member.Kind.IMPORTED),
    "a robot": fields(kind=Member.Kind.ROBOT),
    "not approved": fields(approved_at=None),
    "resting": fields(stage=Member.Stage.RESTING),
    "left": fields(stage=Member.Stage.LEFT),
    "suspended": lambda person: make.suspension(member=person),
    "in a crisis": lambda person: Crisis.objects.create(
        member=person, by=make.admin(), post_id=1, until=timezone.now() + timedelta(days=1)
    ),
    "asleep": lambda person: fields(time_zone=make.nighttime())(person),
}


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: one.__name__)
def test_somebody_without_a_barrier_is_chosen(statement: Callable[[], Choose]) -> None:
    _person, is_chosen = statement()
    assert is_chosen()


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("barrier", BARRIERS.values(), ids=BARRIERS.keys())
def test_nobody_is_chosen_across_a_barrier(
    statement: Callable[[], Choose], barrier: Callable[[Member], object]
) -> None:
    person, is_chosen = statement()
    barrier(person)
    assert not is_chosen()


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("is_day", [True, False])
def test_a_zone_that_nobody_knows_is_utc(
    statement: Callable[[], Choose], is_day: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, is_chosen = statement()
    fields(time_zone="Mars/Olympus")(person)
    monkeypatch.setattr(hours, "awake_zones", lambda _now: ["UTC", make.daytime()] if is_day else ["Asia/Tokyo"])
    monkeypatch.setattr(hours, "is_awake", lambda _now, _name: True)
    assert is_chosen() is is_day
