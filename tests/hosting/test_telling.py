"""Admins hear of what is badly wrong, once a day at most, and of nothing that can wait until they look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from activity.models import Delivery
from community.space import Space
from hosting.actions.telling import tell_admins
from hosting.models import Look, Run
from hosting.queries import machine
from hosting.queries.page import Facts
from members.models import Member
from notices.models import Message, Notice
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Member:
    make.community()
    make.moderator(of=make.space(), name="Marit")
    monkeypatch.setattr(machine, "disk", lambda: Space(50 * 10**9, 100 * 10**9, 0, 0))
    return cast.nasreen()


def told(*, later: timedelta = timedelta()) -> int:
    return tell_admins(Facts(timezone.now() + later))


def mail_is_wrong(*, since: timedelta) -> None:
    now = timezone.now()
    Look.objects.update_or_create(about="mail", defaults={"state": "wrong", "at": now, "since": now - since})


def backup(*, hours: int) -> None:
    Run.objects.create(kind=Run.Kind.BACKUP, ok=True, started_at=timezone.now() - timedelta(hours=hours))


def waits(*, minutes: int) -> None:
    now = timezone.now()
    Delivery.objects.create(event_id=1, handler="a.b", event_at=now, due_at=now - timedelta(minutes=minutes))


BAD = {
    "mail fails": lambda: mail_is_wrong(since=timedelta(minutes=70)),
    "an old backup": lambda: backup(hours=51),
    "what waits": lambda: waits(minutes=70),
}
CAN_WAIT = {
    "nothing": lambda: None,
    "mail fails since a moment": lambda: mail_is_wrong(since=timedelta(minutes=50)),
    "one backup was missed": lambda: backup(hours=40),
    "what waits a little": lambda: waits(minutes=50),
    "no backup ever": lambda: Run.objects.create(kind=Run.Kind.BACKUP, ok=False),
}


@pytest.mark.parametrize("plant", BAD.values(), ids=BAD.keys())
def test_what_is_bad_is_told_to_the_admins_alone(admin: Member, plant: Any) -> None:
    plant()
    people = set(Member.objects.people().filter(is_staff=True))
    assert told() == len(people)
    assert {notice.member for notice in Notice.objects.filter(kind="installation")} == people
    mail = Message.objects.get(member=admin, kind="installation")
    assert mail.state == "queued"


@pytest.mark.parametrize("plant", CAN_WAIT.values(), ids=CAN_WAIT.keys())
def test_what_can_wait_is_not(admin: Member, plant: Any) -> None:
    plant()
    assert told() == 0
    assert not Notice.objects.exists()


def test_a_full_disk(admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "disk", lambda: Space(10**8, 10**11, 0, 0))
    assert told()


def test_once_a_day(admin: Member) -> None:
    backup(hours=200)
    first = told()
    assert first
    for hours in (0, 1, 5, 22):
        assert told(later=timedelta(hours=hours)) == 0
    assert Message.objects.filter(member=admin, kind="installation").count() == 1
    Notice.objects.update(at=timezone.now() - timedelta(hours=24))
    assert told(later=timedelta(hours=1)) == first
