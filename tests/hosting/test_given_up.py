"""What was given up is tried again or let go of by admins alone, and done twice it is done once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from activity.deliver import deliver
from activity.models import Delivery
from forum.actions import spaces
from hosting.actions import deliveries
from hosting.models import Act
from members.models import Member
from members.rules import NotAllowed
from tests import cast
from tests.hosting.operating import GIVEN_UP, PAGE, given_up, of, page_of

pytestmark = pytest.mark.django_db


def test_what_was_given_up_is_tried_again_one_by_one(admin: Member) -> None:
    first, second = given_up(1), given_up(2)
    client = of(admin)
    assert "2 things that should have happened were given up" in page_of(admin)
    html = page_of(admin, f"{PAGE}given-up/", of=GIVEN_UP)
    assert "KeyError at answered:12" in html
    answer = client.post(f"{PAGE}given-up/{GIVEN_UP}/again/", {"event": first.event_id})
    assert answer.status_code == 303
    alive, dead = Delivery.objects.get(event_id=1), Delivery.objects.get(event_id=2)
    assert (alive.dead_at, alive.attempts) == (None, 0)
    assert dead.dead_at == second.dead_at
    client.post(f"{PAGE}given-up/{GIVEN_UP}/again/", {"event": first.event_id})  # twice does nothing
    assert Act.objects.get().data == {"names": [f"{GIVEN_UP} × 1"]}


def test_all_of_a_kind_and_of_no_other(admin: Member) -> None:
    given_up(1), given_up(2), given_up(3, "nudges.actions.summoning.asked")
    of(admin).post(f"{PAGE}given-up/{GIVEN_UP}/again/")
    assert set(Delivery.objects.filter(dead_at=None).values_list("event_id", flat=True)) == {1, 2}
    assert Delivery.objects.get(event_id=3).dead_at is not None


def test_what_is_tried_again_is_done(admin: Member) -> None:
    spaces.open_space(by=admin, title="Cards and loans")
    row = Delivery.objects.get(handler="hosting.actions.acts.noted")
    Delivery.objects.update(dead_at=timezone.now(), attempts=8)
    assert not deliver(event_id=row.event_id, handler=row.handler)
    assert deliveries.revive(by=admin, handler=row.handler) == 1
    assert deliver(event_id=row.event_id, handler=row.handler)
    assert not Delivery.objects.filter(event_id=row.event_id, handler=row.handler).exists()
    assert Act.objects.filter(verb="space.opened").exists()


def test_letting_go_asks_first(admin: Member) -> None:
    given_up(1), given_up(2)
    client, path = of(admin), f"{PAGE}given-up/{GIVEN_UP}/drop/"
    html = client.get(path, {"event": 1}).content.decode()
    assert "This cannot be undone." in html
    assert Delivery.objects.count() == 2
    client.post(path, {"event": 1})
    assert list(Delivery.objects.values_list("event_id", flat=True)) == [2]
    client.post(path)
    assert not Delivery.objects.exists()
    assert [act.verb for act in Act.objects.order_by("pk")] == ["delivery.dropped"] * 2


def test_what_still_waits_is_never_let_go_of(admin: Member) -> None:
    now = timezone.now()
    Delivery.objects.create(event_id=1, handler=GIVEN_UP, event_at=now, due_at=now)
    assert deliveries.drop(by=admin, handler=GIVEN_UP) == 0
    assert deliveries.revive(by=admin, handler=GIVEN_UP) == 0
    assert Delivery.objects.exists()
    assert not Act.objects.exists()


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, "9" * 5000, "١"])
def test_a_number_that_is_none(admin: Member, number: str) -> None:
    given_up(1)
    assert of(admin).post(f"{PAGE}given-up/{GIVEN_UP}/drop/", {"event": number}).status_code == 404
    assert Delivery.objects.exists()


@pytest.mark.parametrize("act", [deliveries.revive, deliveries.drop])
def test_nobody_else_does_it(admin: Member, act: Any) -> None:
    given_up(1)
    with pytest.raises(NotAllowed):
        act(by=cast.pau(), handler=GIVEN_UP)
