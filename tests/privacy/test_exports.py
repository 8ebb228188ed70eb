"""A copy of one's own data: all of it, for its member alone, and gone after a day."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
import zlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forum.actions import drafts
from masks import sealed
from members.models import Member
from notices.models import Message, Notice
from privacy import archive
from privacy.actions import exports
from privacy.models import Export, Part
from privacy.queries import own
from privacy.records import SETS
from tests import cast, make
from tests.database import fingerprint
from tests.mails import send_due

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"\b\w{64}\b")
SESSION = "account_authentication_methods"


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines(bio="CANARY-BIO")


def made(member: Member) -> Export:
    export = exports.ask(member=member)
    exports.work(id=export.pk)
    export.refresh_from_db()
    return export


def signed_in(member: Member, *, fresh: bool = False) -> Client:
    client = Client()
    client.force_login(member)
    if fresh:
        session = client.session
        session[SESSION] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(member.pk)
        session.save()
    return client


def files(content: bytes) -> dict[str, bytes]:
    found = zipfile.ZipFile(io.BytesIO(content))
    assert found.testzip() is None
    return {name: found.read(name) for name in found.namelist()}


def taken(member: Member, export: Export) -> dict[str, bytes]:
    answer = signed_in(member, fresh=True).get(reverse("privacy:download", args=[export.pk]))
    assert answer.status_code == 200
    return files(answer.content)


def rows(found: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    return [one for path in sorted(found) if path.startswith(f"data/{name}.") for one in json.loads(found[path])]


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


# --- what is in it ------------------------------------------------------------------------------------------------------


def test_it_holds_what_is_ones_own_with_a_manifest(ines) -> None:
    dorrie = cast.dorrie()
    topic = make.topic(by=ines, title="CANARY-TITLE about fees", tags=("fees",))
    make.answer(topic=topic, by=dorrie, body="CANARY-OF-DORRIE")
    make.answer(topic=make.topic(by=dorrie), by=ines, body="CANARY-ANSWER")
    make.comment(post=make.answer(), by=ines, body="CANARY-COMMENT")
    make.goal(member=ines, words="CANARY-GOAL", milestones=("CANARY-STEP",))
    drafts.keep_draft(actor=ines, context="ask", title="x", body="CANARY-DRAFT")
    found = taken(ines, made(ines))
    everything = b"".join(found.values()).decode()
    for word in ("BIO", "TITLE", "ANSWER", "COMMENT", "GOAL", "STEP", "DRAFT"):
        assert f"CANARY-{word}" in everything, word
    assert "CANARY-OF-DORRIE" not in everything
    assert ines.password not in everything
    assert rows(found, "forum.Topic")[0]["tags"] == ["fees"]
    assert rows(found, "members.Member")[0]["email"] == ines.email


def test_the_manifest_names_every_file_and_its_digest(ines) -> None:
    make.topic(by=ines)
    found = taken(ines, made(ines))
    manifest = json.loads(found["manifest.json"])
    assert [part["name"] for part in manifest["record_sets"]] == [part.name for part in SETS]
    named = {file["path"]: file for part in manifest["record_sets"] for file in part["files"]}
    assert set(named) == set(found) - {"manifest.json", "index.html"}
    assert all(archive.digest(found[name]) == file["sha256"] for name, file in named.items())
    assert all(len(json.loads(found[name])) == file["rows"] for name, file in named.items() if name.endswith(".json"))
    assert manifest["left_out"]


def test_its_pages_are_read_without_a_script_and_load_nothing(ines) -> None:
    make.topic(by=ines, title="<script>alert(1)</script>", body="<img src=//stranger.example>")
    found = taken(ines, made(ines))
    pages = [content.decode() for name, content in found.items() if name.endswith(".html")]
    assert len(pages) > 2
    assert not any("<script" in page or "<img" in page or "<link" in page for page in pages)
    assert any('href="pages/forum.Topic.1.html"' in page for page in pages)


def test_many_rows_are_many_files(ines, monkeypatch) -> None:
    monkeypatch.setattr(Part, "MOST_ROWS", 3)
    topic = make.topic(by=cast.dorrie())
    for number in range(7):
        make.answer(topic=topic, by=ines, body=f"answer {number}")
    found = taken(ines, made(ines))
    assert sorted(row["body"] for row in rows(found, "forum.Post")) == [f"answer {number}" for number in range(7)]
    assert len([name for name in found if name.startswith("data/forum.Post.")]) == 3


def test_others_are_called_by_their_handles_and_what_is_theirs_is_not_in_it(ines) -> None:
    dorrie = cast.dorrie(email="canary-dorrie@example.org", bio="CANARY-DORRIE")
    make.suspension(member=ines, by=dorrie)
    pair = make.pair(mentee=ines, mentor=make.mentor(member=cast.tobias()))
    found = taken(ines, made(ines))
    everything = b"".join(found.values()).decode()
    assert "canary-dorrie@example.org" not in everything
    assert "CANARY-DORRIE" not in everything
    assert "dorrie" not in json.dumps(rows(found, "members.Suspension"))
    assert [row["id"] for row in rows(found, "mentorship.Mentorship")] == [pair.pk]


def test_the_title_of_what_may_not_be_read_any_more_is_not_in_it(ines) -> None:
    topic = make.topic(by=cast.dorrie(), title="CANARY-HIDDEN-TITLE")
    make.answer(topic=topic, by=ines)
    type(topic).objects.filter(pk=topic.pk).update(status="hidden")
    assert "CANARY-HIDDEN-TITLE" not in b"".join(taken(ines, made(ines)).values()).decode()


# --- masks --------------------------------------------------------------------------------------------------------------


def masked_world(member: Member) -> None:
    topic = make.topic(by=cast.dorrie())
    mask = make.mask(of=member, topic=topic)
    make.answer(topic=topic, mask=mask, body="CANARY-MASKED")
    drafts.keep_draft(actor=member, context="topic:7", body="CANARY-MASKED-DRAFT", masked=True)


def test_what_was_written_without_a_name_is_in_no_stored_copy(ines) -> None:
    masked_world(ines)
    export = made(ines)
    stored = b"".join(archive.unpacked(bytes(part.content)) for part in export.parts.all()).decode()
    names = [str(mask_id) for mask_id in sealed.mine(ines)]
    assert names
    assert not any(word in stored for word in ["CANARY-MASKED", *names])
    assert "CANARY-MASKED" not in b"".join(taken(ines, export).values()).decode()


def test_its_member_takes_it_fresh_and_nothing_of_it_is_written(ines) -> None:
    masked_world(ines)
    client = signed_in(ines, fresh=True)
    before = fingerprint({"masks_limit", "django_session"})
    answer = client.post(reverse("privacy:masked"))
    assert fingerprint({"masks_limit", "django_session"}) == before
    everything = b"".join(files(answer.content).values()).decode()
    assert "CANARY-MASKED" in everything
    assert "CANARY-MASKED-DRAFT" in everything
    assert ines.handle not in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]


def test_nobody_elses_masks_are_in_it(ines) -> None:
    masked_world(ines)
    assert own.masked_rows(cast.pau()) == []
    answer = signed_in(cast.wilf(), fresh=True).post(reverse("privacy:masked"))
    assert b"CANARY" not in b"".join(files(answer.content).values())


def test_three_times_a_day_is_enough(ines) -> None:
    client = signed_in(ines, fresh=True)
    assert [client.post(reverse("privacy:masked")).status_code for _ in range(4)] == [200, 200, 200, 429]


# --- only for whoever it is ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["download", "masked"])
def test_whoever_is_signed_in_for_long_is_asked_again(ines, method: str) -> None:
    export = made(ines)
    client = signed_in(ines)
    args = [export.pk] if method == "download" else []
    ask = client.get if method == "download" else client.post
    answer = ask(reverse(f"privacy:{method}", args=args))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))


def test_whoever_signs_in_by_code_signs_in_once_more(ines) -> None:
    export = made(ines)
    ines.set_unusable_password()
    ines.save()
    client = signed_in(ines)
    answer = client.get(reverse("privacy:download", args=[export.pk]))
    assert answer["Location"].startswith(reverse("privacy:again"))
    assert client.get(reverse("privacy:again")).status_code == 200
    led = client.post(reverse("privacy:again"))
    assert led["Location"].startswith(reverse("account_request_login_code"))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("minutes", "code"), [(1, 200), (11, 302)])
def test_a_code_of_just_now_is_enough(ines, minutes: int, code: int) -> None:
    export = made(ines)
    ines.set_unusable_password()
    ines.save()
    client = signed_in(ines)
    session = client.session
    session[SESSION] = [{"method": "code", "at": time.time() - minutes * 60}]
    session["account_authentication_methods_user"] = str(ines.pk)
    session.save()
    assert client.get(reverse("privacy:download", args=[export.pk])).status_code == code


@pytest.mark.parametrize(("name", "method"), [("progress", "get"), ("download", "get"), ("remove", "post")])
def test_somebody_elses_is_as_none(ines, name: str, method: str) -> None:
    export = made(ines)
    client = signed_in(cast.nasreen(), fresh=True)
    nothing = "00000000-0000-4000-8000-000000000000"
    theirs, none = (getattr(client, method)(reverse(f"privacy:{name}", args=[pk])) for pk in (export.pk, nothing))
    assert (theirs.status_code, none.status_code) == (404, 404)
    said = theirs.content.decode().replace(str(export.pk), nothing)
    assert TOKEN.sub("", said) == TOKEN.sub("", none.content.decode())
    export.refresh_from_db()
    assert export.is_ready


@pytest.mark.parametrize("state", ["waiting", "failed", "removed"])
def test_what_is_not_ready_cannot_be_taken(ines, state: str) -> None:
    export = made(ines)
    Export.objects.update(state=state)
    answer = signed_in(ines, fresh=True).get(reverse("privacy:download", args=[export.pk]))
    assert answer.status_code == 404


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


# --- the page -----------------------------------------------------------------------------------------------------------


def test_the_page_says_how_far_it_is_and_asks_by_itself(ines) -> None:
    client = signed_in(ines)
    client.post(reverse("privacy:ask"))
    page = client.get(reverse("privacy:data")).content.decode()
    assert f"0 of {len(SETS)} parts" in page
    assert 'hx-trigger="every 3s"' in page
    part = client.get(reverse("privacy:progress", args=[Export.objects.get().pk]), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    exports.work(id=Export.objects.get().pk)
    page = client.get(reverse("privacy:data")).content.decode()
    assert "Take your copy" in page
    assert "every 3s" not in page


def test_everything_about_oneself_can_be_put_right_from_the_page(ines) -> None:
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    client = signed_in(ines)
    page = client.get(reverse("privacy:data")).content.decode()
    for name in ("members:settings", "account_email", "forum:own", "nudges:mine", "members:path", "recognition:mine"):
        assert f'href="{reverse(name)}"' in page
        assert client.get(reverse(name)).status_code == 200
