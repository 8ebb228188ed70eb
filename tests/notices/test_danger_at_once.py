"""Danger does not wait for the hour's peace between two mails: a life may hang on the second case as on the first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Member
from notices.actions import outbox
from notices.actions.tell import tell
from notices.models import Message
from tests import make

pytestmark = pytest.mark.django_db
State = Message.State


def danger(to: Member, number: int, **more: object) -> None:
    tell(to=to, kind="danger", dedupe_key=f"danger:post:{number}:1", **more)


def went(minutes: int = 0) -> None:
    at = timezone.now() - timedelta(minutes=minutes)
    Message.objects.filter(state=State.QUEUED).update(state=State.SENT, sent_at=at, created_at=at, attempts=1)


def waits() -> timedelta:
    return Message.objects.get(state=State.QUEUED).not_before - timezone.now()


def test_a_second_case_within_the_hour_goes_at_once() -> None:
    person = make.member()
    danger(person, 1)
    went(minutes=5)
    danger(person, 2)
    assert waits() <= timedelta(0)


def test_so_it_does_while_the_first_is_being_sent() -> None:
    person = make.member()
    danger(person, 1)
    Message.objects.update(state=State.SENDING, lease_until=timezone.now() + timedelta(minutes=2))
    danger(person, 2)
    assert waits() <= timedelta(0)


def test_it_hastens_one_that_a_mail_server_put_off() -> None:
    person = make.member()
    danger(person, 1)
    Message.objects.update(not_before=timezone.now() + timedelta(hours=4), attempts=5)
    danger(person, 2)
    assert waits() <= timedelta(0)
    assert len(Message.objects.get().data["notices"]) == 2


def test_behind_a_mask_it_waits_its_minutes_and_no_more() -> None:
    person = make.member()
    danger(person, 1)
    went(minutes=5)
    danger(person, 2, by_mask=True)
    assert timedelta(0) < waits() <= timedelta(minutes=9)


def test_what_is_told_behind_a_mask_does_not_put_off_what_goes_at_once() -> None:
    person = make.member()
    danger(person, 1, by_mask=True)
    danger(person, 2)
    assert waits() <= timedelta(0)


def test_a_flood_of_it_is_held_back_as_any_other() -> None:
    person = make.member()
    for number in range(outbox.MOST_AT_ONCE):
        danger(person, number)
        went()
    danger(person, 99)
    assert waits() > timedelta(minutes=59)


@pytest.mark.parametrize("kind", ["mentioned", "applied"])
def test_other_kinds_keep_the_hour(kind: str) -> None:
    person = make.admin()
    tell(to=person, kind=kind, dedupe_key="a")
    went()
    tell(to=person, kind=kind, dedupe_key="b")
    assert waits() > timedelta(minutes=59)
