"""A copy of one's own data: all of it, for its member alone."""

from __future__ import annotations

import json
import time

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from forum.actions import drafts
from masks import sealed
from members.models import Member
from privacy import archive
from privacy.actions import exports
from privacy.models import Export, Part
from privacy.queries import own
from privacy.records import SETS
from tests import cast, make
from tests.database import fingerprint
from tests.privacy.copies import SESSION, TOKEN, files, made, rows, signed_in, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Member:
    make.community()
    return cast.ines(bio="CANARY-BIO")


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


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_nor_is_the_title_of_what_is_read_among_those_who_tend_alone(ines, role: str) -> None:
    """A worker writes the copy, to whom nobody has shown a second lock."""
    space = make.space()
    steward = make.admin() if role == "admin" else make.moderator(of=space)
    closed = make.space(visibility="moderators")
    open_to_all = make.topic(by=ines, title="Fees of the new card")
    few = [make.topic(by=ines, space=closed, title="Named words for few")]
    for status in ("held", "hidden"):
        few.append(make.topic(by=ines, space=space, status=status, title="Named words for few"))
    own = make.topic(by=steward, space=closed, title="What I asked the others")
    for topic in (open_to_all, *few, own):
        make.answer(topic=topic, by=steward)
    found = taken(steward, made(steward))
    assert b"Named words for few" not in b"".join(found.values())
    topics = {row["topic"]["id"]: row["topic"].get("name") for row in rows(found, "forum.Post")}
    assert [topics[topic.pk] for topic in (open_to_all, own)] == [open_to_all.title, own.title]
    assert {topic.pk for topic in few} < set(topics)


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
