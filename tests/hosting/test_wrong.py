"""What is wrong stands on the page of operations with what to do about it, and what is right does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from activity.models import Delivery
from community.space import Space
from hosting.broker import Broker
from hosting.models import Look, Run
from hosting.queries import machine
from hosting.queries.page import facts
from hosting.queries.wrong import wrong
from members.models import Community, Member
from notices.models import Message
from tests import cast
from tests.hosting.operating import GIVEN_UP, begun, page_of, run, troubles

pytestmark = pytest.mark.django_db


def test_where_all_is_well_nothing_is_wrong(admin: Member) -> None:
    assert troubles() == []
    assert "Nothing is wrong" in page_of(admin)


def test_a_new_installation_is_told_of_its_backup_alone(admin: Member) -> None:
    Run.objects.all().delete()
    Look.objects.all().delete()
    Community.objects.update(set_up_at=timezone.now() - timedelta(days=900))  # a demo says so on its first day
    begun(ago=timedelta(minutes=1))
    assert troubles() == ["There is no backup."]
    html = page_of(admin)
    assert "docker compose --profile backup up -d" in html
    assert "There was none yet." in html


def test_a_clock_that_never_went_is_said(admin: Member) -> None:
    Look.objects.all().delete()
    begun(ago=timedelta(minutes=25))
    assert any("Nothing has been done in the background" in what for what in troubles())


@pytest.mark.parametrize(("minutes", "said"), [(5, False), (25, True)])
def test_after_a_backup_was_put_back_the_clock_has_its_time(
    admin: Member, monkeypatch: pytest.MonkeyPatch, minutes: int, said: bool
) -> None:
    Look.objects.update(at=timezone.now() - timedelta(days=3))
    monkeypatch.setattr("hosting.database.replaced_at", lambda: timezone.now() - timedelta(minutes=minutes))
    assert any("Nothing has been done in the background" in what for what in troubles()) is said


@pytest.mark.parametrize(("minutes", "said"), [(5, False), (25, True)])
def test_a_clock_that_stands_still(admin: Member, minutes: int, said: bool) -> None:
    Look.objects.update(at=timezone.now() - timedelta(minutes=minutes))
    assert any("Nothing has been done in the background" in what for what in troubles()) is said


def test_since_when_is_said_by_the_clock_of_whoever_reads(admin: Member) -> None:
    Look.objects.update(at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    with timezone.override("Australia/Brisbane"), translation.override("de"):
        (said,) = troubles()
    assert "2. März 2026, 09:30" in said or "2. März 2026 um 09:30" in said


@pytest.mark.parametrize(
    ("free", "total", "said"), [(10**8, 10**11, True), (10**8, 5 * 10**8, False), (10**10, 10**12, False)]
)
def test_a_full_disk_is_said_as_readyz_says_it(
    admin: Member, monkeypatch: pytest.MonkeyPatch, free: int, total: int, said: bool
) -> None:
    monkeypatch.setattr(machine, "disk", lambda: Space(free, total, 0, 0))
    assert (troubles() == ["The disk is nearly full: 100 MB are left."]) is said


def test_a_disk_that_has_room_and_takes_no_more_files_is_said(admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "disk", lambda: Space(10**11, 10**12, 100, 10**8))
    assert troubles() == ["The disk takes only 100 more files, however small."]


def test_valkey_that_is_away_is_said_and_the_page_is_there(admin: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hosting.broker.ask", lambda: Broker(is_there=False))
    html = page_of(admin)
    assert "Valkey does not answer." in html
    assert "docker compose up -d valkey" in html


def test_what_waits_too_long(admin: Member) -> None:
    now = timezone.now()
    Delivery.objects.create(event_id=1, handler=GIVEN_UP, event_at=now, due_at=now - timedelta(minutes=9))
    assert troubles() == []
    Delivery.objects.create(event_id=2, handler=GIVEN_UP, event_at=now, due_at=now - timedelta(minutes=11))
    Message.objects.create(
        member=cast.pau(), kind="answered", dedupe_key="a", message_id="a", not_before=now - timedelta(hours=3)
    )
    assert troubles() == ["What follows from a click waits for 11 minutes.", "Mails wait for 3 hours."]
    assert "the oldest for 11 minutes" in page_of(admin)


def test_what_is_due_later_does_not_wait(admin: Member) -> None:
    later = timezone.now() + timedelta(hours=1)
    Delivery.objects.create(event_id=1, handler=GIVEN_UP, event_at=later, due_at=later)
    Message.objects.create(member=admin, kind="answered", dedupe_key="a", message_id="a", not_before=later)
    assert facts().deliveries.count == facts().mails.count == 0


@pytest.mark.parametrize(
    ("hours", "ok", "said"),
    [
        (5, True, ""),
        (40, True, ""),
        (51, True, "The last backup is of"),
        (1, False, "The last backup did not succeed: The disk is full."),
    ],
)
def test_a_backup_that_is_old_or_failed(admin: Member, hours: float, ok: bool, said: str) -> None:
    Run.objects.filter(kind=Run.Kind.BACKUP).delete()
    run(Run.Kind.BACKUP, hours=hours, ok=ok, words="" if ok else "The disk is full.")
    found = troubles()
    assert len(found) == bool(said)
    assert all(said in what for what in found)


def test_a_rehearsal_that_failed_is_wrong_and_none_for_weeks_deserves_a_look(admin: Member) -> None:
    run(Run.Kind.REHEARSAL, hours=1, ok=False, words="A sum is another.")
    (failed,) = wrong(facts())
    assert failed.is_wrong
    assert "A sum is another." in failed.what
    Run.objects.filter(kind=Run.Kind.REHEARSAL).delete()
    run(Run.Kind.REHEARSAL, hours=24 * 20)
    (old,) = wrong(facts())
    assert not old.is_wrong


def look(about: str, state: str, said: str = "", **fact: str) -> None:
    now = timezone.now()
    Look.objects.create(about=about, state=state, said=said, do="Look there.", fact=fact, at=now, since=now)


@pytest.mark.parametrize(
    ("state", "fact", "said"),
    [
        ("ok", {"expires": "2031-01-02T00:00:00+00:00", "wrong": ""}, None),
        ("wrong", {"expires": "2030-01-02T00:00:00+00:00", "wrong": ""}, "ends on 2 January 2030."),
        ("wrong", {"expires": "", "wrong": "self-signed certificate"}, "self-signed certificate."),
        ("look", {"unreached": "ConnectionRefusedError"}, "could not be reached from here"),
    ],
)
def test_the_certificate(admin: Member, state: str, fact: dict[str, str], said: str | None) -> None:
    look(Look.CERTIFICATE, state, **fact)
    found = wrong(facts())
    assert [trouble.is_wrong for trouble in found] == ([] if said is None else [state == "wrong"])
    assert said is None or said in found[0].what


def test_what_preflight_found_is_said_in_its_own_words_and_what_is_wrong_first(admin: Member) -> None:
    look("role", "look", "It may not make databases.")
    look("mail", "wrong", "smtp.example.org port 587: Nothing listens there.")
    look("server", "ok", "PostgreSQL 18.")
    look("disk", "stop", "1 MB is free.")  # the page says it itself
    assert troubles() == [
        "mail: smtp.example.org port 587: Nothing listens there.",
        "role: It may not make databases.",
    ]
    assert "Look there." in page_of(admin)
