"""How a copy of one's own data is made: told of when it is there, once a day, gone after one, whatever worker dies."""

from __future__ import annotations

import re
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Member
from notices.models import Message, Notice
from privacy.actions import exports
from privacy.models import Export, Part
from privacy.queries import own
from privacy.records import SETS
from tests import cast, make
from tests.mails import send_due
from tests.privacy.copies import made, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines(bio="CANARY-BIO")


# --- hearing that it is there -------------------------------------------------------------------------------------------


def test_its_member_hears_once_that_it_is_ready(ines) -> None:
    export = exports.ask(member=ines)
    assert not Message.objects.exists(), "before it is there nobody is called"
    exports.work(id=export.pk)
    exports.work(id=export.pk)  # a task may run twice
    notice = Notice.objects.get(member=ines)
    assert (notice.kind, notice.data) == ("copy_ready", {"path": reverse("privacy:data")})
    assert Message.objects.get(member=ines).kind == "copy_ready"


def test_the_mail_says_nothing_of_what_is_in_it_and_leads_to_signing_in(ines, smtp_sink) -> None:
    make.topic(by=ines, title="CANARY-TITLE about fees")
    export = made(ines)
    send_due()
    [mail] = smtp_sink.to(ines.email)
    text = "".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")
    assert "your copy is ready" in str(mail["Subject"])
    assert "CANARY" not in f"{mail['Subject']}{text}"
    assert not [part for part in mail.walk() if part.get_filename()]
    assert str(export.pk) not in text, "whoever reads the mail has nothing of the copy"
    [link] = {one for one in re.findall(r"https?://[^\s\"<>]+", text) if reverse("privacy:data") in one}
    path = link.partition("://")[2].partition("/")[2]
    asked = Client().get(f"/{path}")
    assert asked.status_code == 302
    assert reverse("account_login") in asked["Location"]
    assert "Take your copy" in signed_in(ines).get(f"/{path}").content.decode()


def test_of_a_later_copy_they_hear_again_and_no_more_of_the_first(ines, smtp_sink) -> None:
    first = made(ines)
    send_due()
    Export.objects.filter(pk=first.pk).update(ready_at=timezone.now() - timedelta(hours=25), asked_at=long_ago())
    second = exports.ask(member=ines)
    assert not Notice.objects.filter(member=ines).exists(), "the first is gone, and the second is not there yet"
    exports.work(id=second.pk)
    assert Notice.objects.filter(member=ines, kind="copy_ready").count() == 1
    Message.objects.filter(state=Message.State.QUEUED).update(not_before=timezone.now())
    send_due()
    assert len(smtp_sink.to(ines.email)) == 2


@pytest.mark.parametrize("how", ["removed", "over"])
def test_nobody_is_led_to_a_copy_that_is_gone(ines, how: str) -> None:
    export = made(ines)
    if how == "removed":
        exports.remove(export=export)
    else:
        Export.objects.update(ready_at=timezone.now() - timedelta(hours=25), asked_at=long_ago())
        exports.sweep()
    assert not Notice.objects.filter(member=ines).exists()


def test_of_one_that_failed_or_waits_nobody_hears_that_it_is_ready(ines, monkeypatch) -> None:
    export = exports.ask(member=ines)
    monkeypatch.setattr(exports, "_finish", lambda *_: 1 / 0)
    for _ in range(exports.MOST_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            exports.work(id=export.pk)
    assert not Notice.objects.exists()
    assert not Message.objects.exists()


def test_somebody_else_hears_nothing(ines) -> None:
    cast.dorrie()
    made(ines)
    assert not Notice.objects.exclude(member=ines).exists()


def long_ago() -> datetime:
    return timezone.now() - timedelta(days=2)


# --- once a day, and gone after one -------------------------------------------------------------------------------------


def test_one_a_day(ines) -> None:
    made(ines)
    client = signed_in(ines)
    answer = client.post(reverse("privacy:ask"))
    assert answer.status_code == 429
    assert "tomorrow" in answer.content.decode()
    Export.objects.update(asked_at=timezone.now() - timedelta(hours=25), ready_at=timezone.now() - timedelta(hours=25))
    assert client.post(reverse("privacy:ask")).status_code == 303


def test_removed_it_is_gone_and_the_next_waits_for_its_day(ines) -> None:
    export = made(ines)
    client = signed_in(ines)
    assert client.post(reverse("privacy:remove", args=[export.pk])).status_code == 303
    assert not Part.objects.exists()
    assert "You removed your copy" in client.get(reverse("privacy:data")).content.decode()
    assert client.post(reverse("privacy:ask")).status_code == 429


def test_one_that_was_removed_before_it_was_ready_stops_nobody_for_ever(ines) -> None:
    exports.remove(export=exports.ask(member=ines))
    Export.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert exports.ask(member=ines).state == "waiting"


def test_a_goal_that_a_mentor_may_not_see_is_not_in_their_copy(ines) -> None:
    path, mentee = make.journey(), make.member()
    goal = make.goal(member=mentee, journey=path, words="QUILLGOAL")
    make.mentor_request(mentee=mentee, mentor=make.mentor(member=ines, journeys=(path,)), goal=goal)
    said = "".join(zlib.decompress(part.content).decode() for part in made(ines).parts.all())
    assert "I cannot keep to it past week three." in said
    assert "QUILLGOAL" not in said


def test_one_that_failed_may_be_asked_for_again_at_once(ines) -> None:
    export = made(ines)
    Export.objects.update(state="failed")
    again = exports.ask(member=ines)
    assert again.pk != export.pk


def test_the_database_has_one_for_each_member(ines) -> None:
    made(ines)
    with pytest.raises(IntegrityError):
        Export.objects.create(member=ines)


# --- a worker that dies -------------------------------------------------------------------------------------------------


def test_it_is_gone_on_with_where_it_stands(ines, monkeypatch) -> None:
    make.topic(by=ines)
    export = exports.ask(member=ines)
    exports.work(id=export.pk, seconds=-1)  # one file, then the next task
    export.refresh_from_db()
    assert 0 < export.set_number < len(SETS)
    sent: list[Any] = []
    monkeypatch.setattr(exports, "_send", sent.append)
    exports.sweep()
    assert sent == []  # its worker may live
    Export.objects.update(look_again_at=timezone.now() - timedelta(seconds=1))
    exports.sweep()
    assert sent == [export.pk]
    exports.work(id=export.pk)
    exports.work(id=export.pk)
    export.refresh_from_db()
    assert export.is_ready
    names = [part.name for part in export.parts.all()]
    assert len(names) == len(set(names))


def test_what_fails_again_and_again_is_given_up_with_a_sentence(ines, monkeypatch) -> None:
    export = exports.ask(member=ines)
    monkeypatch.setattr(own, "records", lambda *_: 1 / 0)
    for _ in range(exports.MOST_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            exports.work(id=export.pk)
    assert Export.objects.get().state == "failed"
    assert not Part.objects.exists()
    assert "That did not work" in signed_in(ines).get(reverse("privacy:data")).content.decode()
