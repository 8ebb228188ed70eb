"""The page says what is kept and for how long, and what it says is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from activity.models import Delivery, Event
from community.celery import app
from forum.models import Draft, Scheduled
from hosting.models import Act
from masks.models import Limit
from members.actions.browsers import NOWHERE
from members.models import Invitation, Member
from notices.models import Message, Notice, SoftBounce
from privacy.kept import NOT_ABOUT_PEOPLE, TABLE, grouped
from privacy.models import Erasure, Export
from tests import cast, make
from tests.uploads import pictures
from uploads.models import Picture

SWEPT = {row.name: row.sweep for row in TABLE if row.sweep}
DAY = timedelta(days=1)


def ago(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def labels() -> set[str]:
    return {model._meta.label for model in apps.get_models(include_auto_created=True)}


def unsaid(known: set[str]) -> set[str]:
    """Tables of which no row of the page speaks."""
    return known - {label for row in TABLE for label in row.of} - NOT_ABOUT_PEOPLE


# --- the page -----------------------------------------------------------------------------------------------------------


def test_every_table_stands_on_the_page() -> None:
    assert unsaid(labels()) == set()
    assert {label for row in TABLE for label in row.of} - labels() == set()


def test_a_new_table_would_be_missed() -> None:
    assert unsaid({"gatherings.Guest"}) == {"gatherings.Guest"}


def test_no_table_stands_there_twice_and_every_row_is_said() -> None:
    said = [label for row in TABLE for label in row.of]
    assert len(said) == len(set(said))
    assert len({row.name for row in TABLE}) == len(TABLE) == sum(len(rows) for _group, rows in grouped())


@pytest.mark.django_db
def test_a_visitor_reads_it(settings: Any) -> None:
    make.community()
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"addresses": 12, "ledger": 345}
    page = Client().get(reverse("privacy:kept")).content.decode()
    assert "12 days" in page
    assert "345 days" in page
    assert all(str(row.what) in page.replace("&#x27;", "'") for row in TABLE)


@pytest.mark.django_db
def test_it_says_that_addresses_are_never_written_down(settings: Any) -> None:
    make.community()
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"addresses": 0}
    assert "Never written down" in Client().get(reverse("privacy:kept")).content.decode()


# --- what it says is done -----------------------------------------------------------------------------------------------


def sweep(name: str) -> None:
    app.loader.import_default_modules()
    app.tasks[SWEPT[name]]()


Planted = tuple[models.QuerySet[Any], set[Any]]  # where to look, and what has to be there afterwards


def unconfirmed() -> Planted:
    old, young = (make.member(approved_at=None, joined_at=ago(days)) for days in (3, 1))
    return Member.objects.filter(pk__in=[old.pk, young.pk]).values_list("pk", flat=True), {young.pk}


def unused_pictures() -> Planted:
    old, young = pictures.sent(cast.dorrie()), pictures.sent(cast.tobias())
    Picture.objects.filter(pk=old.pk).update(kept_until=ago(1))
    return Picture.objects.values_list("pk", flat=True), {young.pk}


def sessions() -> Planted:
    for key, days in (("over", -1), ("on", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    return Session.objects.values_list("session_key", flat=True), {"on"}


def addresses() -> Planted:
    member = make.member()
    for key, days in (("old", 31), ("young", 29)):
        UserSession.objects.create(
            user=member, session_key=key, ip="203.0.113.7", user_agent="Canary/1.0", created_at=ago(days)
        )
    seen = UserSession.objects.filter(ip="203.0.113.7", user_agent="Canary/1.0")
    return seen.values_list("session_key", flat=True), {"young"}


def invitations() -> Planted:
    by, guest = make.member(), make.member()
    for digest, days, used_by in (("old", 31, None), ("young", 29, None), ("used", 31, guest)):
        Invitation.objects.create(created_by=by, token_digest=digest, expires_at=ago(days), used_by=used_by)
    return Invitation.objects.values_list("token_digest", flat=True), {"young", "used"}


def exports() -> Planted:
    for age in (1.1, 0.9):
        Export.objects.create(
            member=make.member(name=f"After {age}"), state="ready", asked_at=ago(age), ready_at=ago(age)
        )
    return Export.objects.values_list("member__display_name", flat=True), {"After 0.9"}


def erasures() -> Planted:
    for number, age in ((1, 401), (2, 399)):
        Erasure.objects.create(number=number, due_at=ago(age), began_at=ago(age), done_at=ago(age))
    return Erasure.objects.values_list("number", flat=True), {2}


def drafts() -> Planted:
    member = make.member()
    for context, days in (("old", 31), ("young", 29)):
        Draft.objects.create(member=member, context=context, body="x", updated_at=ago(days))
    return Draft.objects.values_list("context", flat=True), {"young"}


def scheduled() -> Planted:
    member = make.member()
    for title, days, at in (("old", 31, None), ("young", 29, None), ("waits", 31, timezone.now() + timedelta(days=1))):
        Scheduled.objects.create(member=member, title=title, submit_key=uuid4(), at=at, updated_at=ago(days))
    return Scheduled.objects.values_list("title", flat=True), {"young", "waits"}


def _messages(days: tuple[int, int]) -> None:
    member = make.member()
    for key, age in zip(("old", "young"), days, strict=True):
        Message.objects.create(
            member=member,
            kind="answered",
            dedupe_key=key,
            message_id=key,
            data={"notices": [1]},
            state=Message.State.SENT,
            created_at=ago(age),
            sent_at=ago(age),
        )


def mail_words() -> Planted:
    _messages((31, 29))
    return Message.objects.exclude(data={}).values_list("dedupe_key", flat=True), {"young"}


def mail_rows() -> Planted:
    _messages((401, 399))
    return Message.objects.values_list("dedupe_key", flat=True), {"young"}


def notices() -> Planted:
    member = make.member()
    for key, days, read in (("old", 401, True), ("young", 399, True), ("unread", 401, False)):
        Notice.objects.create(
            member=member, kind="answered", dedupe_key=key, at=ago(days), read_at=ago(days) if read else None
        )
    return Notice.objects.values_list("dedupe_key", flat=True), {"young", "unread"}


def dead_addresses() -> Planted:
    for digest, days in (("old", 31), ("young", 29)):
        SoftBounce.objects.create(digest=digest, first_on=ago(days).date(), last_on=ago(days).date())
    return SoftBounce.objects.values_list("digest", flat=True), {"young"}


def limits() -> Planted:
    for tag, days in ((b"over", -1), (b"on", 1)):
        Limit.objects.create(tag=tag, since=ago(2), until=timezone.now() + timedelta(days=days))
    return Limit.objects.filter(tag__in=[b"over", b"on"]).values_list("tag", flat=True), {b"on"}


def ledger() -> Planted:
    for number, (verb, days) in enumerate((("old", 401), ("young", 399), ("word.changed", 401)), start=900):
        event = Event(at=ago(days), id=number, verb=verb, target_kind="members.member", target_id=1)
        Event.objects.bulk_create([event])
        Delivery.objects.create(event_id=number, handler="a", event_at=event.at, due_at=event.at, dead_at=event.at)
    assert set(Delivery.objects.values_list("event_id", flat=True)) == {900, 901, 902}
    return Event.objects.filter(id__gte=900).values_list("verb", flat=True), {"young", "word.changed"}


def acts() -> Planted:
    for days in (401, 399):
        Act.objects.create(at=ago(days), verb=f"{days}")
    return Act.objects.values_list("verb", flat=True), {"399"}


PLANT: dict[str, Callable[[], Planted]] = {
    "unconfirmed": unconfirmed,
    "sessions": sessions,
    "addresses": addresses,
    "invitations": invitations,
    "exports": exports,
    "erasures": erasures,
    "drafts": drafts,
    "scheduled": scheduled,
    "pictures": unused_pictures,
    "mail words": mail_words,
    "mail rows": mail_rows,
    "notices": notices,
    "dead addresses": dead_addresses,
    "limits": limits,
    "ledger": ledger,
    "acts": acts,
}


def test_every_row_with_a_time_is_tried_here_and_its_task_is_sent_by_the_beat() -> None:
    assert set(PLANT) == set(SWEPT)
    sent = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert set(SWEPT.values()) <= sent


@pytest.mark.django_db
@pytest.mark.parametrize("name", PLANT)
def test_what_is_old_goes_and_what_is_not_stays(name: str) -> None:
    there, stays = PLANT[name]()
    assert {bytes(one) if isinstance(one, memoryview) else one for one in there.all()} > stays
    sweep(name)
    assert {bytes(one) if isinstance(one, memoryview) else one for one in there.all()} == stays


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "name"), [("mail", "mail words"), ("rows", "notices"), ("ledger", "ledger")])
def test_the_settings_decide(settings: Any, what: str, name: str) -> None:
    settings.KEEP_DAYS = settings.KEEP_DAYS | {what: 1000}
    there, _stays = PLANT[name]()
    before = set(there.all())
    sweep(name)
    assert set(there.all()) == before


# --- addresses of browsers ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("kept", "seen"), [(0, False), (30, True)])
def test_where_addresses_are_kept_for_no_day_they_are_never_written(settings: Any, kept: int, seen: bool) -> None:
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"addresses": kept}
    make.community()
    member = cast.pau()
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client = Client(HTTP_USER_AGENT="Canary/7 Firefox/1", REMOTE_ADDR="203.0.113.99")
    client.post(reverse("account_login"), {"login": member.handle, "password": make.PASSWORD})
    row = UserSession.objects.get(user=member)
    assert (row.ip == "203.0.113.99", row.user_agent.startswith("Canary")) == (seen, seen)
    assert ("203.0.113.99" in client.get(reverse("usersessions_list")).content.decode()) is seen
    assert NOWHERE not in client.get(reverse("usersessions_list")).content.decode()
