"""Pictures that are brought along from another community: made anew, and seen by nobody else."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from forum.actions import drafts
from forum.actions.posts import answer
from forum.actions.topics import ask
from forum.models import Post, Topic
from members.models import Member
from privacy.actions import bringing
from privacy.models import Brought, BroughtPicture
from privacy.queries import brought
from tests import make
from tests.privacy.carrying import LARGEST, bring, copy_of, write
from tests.privacy.copies import files, signed_in
from tests.privacy.zips import changed
from tests.uploads.pictures import file, sent
from uploads import actions as pictures
from uploads.models import Picture, Use
from writing.pictures import names_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]


@pytest.fixture
def pictured(there: Member) -> Member:
    picture = pictures.take(actor=there, content=file())
    write(there)
    topic = Topic.objects.get()
    answer(actor=there, topic=topic, body=f"See ![a red half](/pictures/{picture.pk}).", masked=False, submit_key=None)
    return there


def test_pictures_come_along_made_anew_and_are_seen_by_nobody_else(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    one = Brought.objects.get(member=newcomer, kind="answer")
    [name] = names_in(one.body)
    assert name not in Post.objects.get(position=1).body
    assert one.body == f"See ![a red half](/pictures/{name})."
    [shown] = brought.shown([one])
    assert f'src="/pictures/{name}/' in shown.html
    address = reverse("uploads:file", args=[name, f"{Picture.objects.get(pk=name).stored.widths[0]}.jpg"])
    answered = signed_in(newcomer).get(address)
    assert (answered.status_code, answered["Cache-Control"]) == (200, "private, no-store")
    red, *_, blue = [Image.open(io.BytesIO(answered.content)).convert("RGB").getpixel((x, 15)) for x in (2, 37)]
    assert red[0] > 180 > 90 > red[2]  # type: ignore[index]  # of an RGB picture it is three numbers
    assert blue[2] > 180 > 90 > blue[0]  # type: ignore[index]  # of an RGB picture it is three numbers
    for other in (signed_in(pictured), Client()):
        assert other.get(address).status_code == 404
    assert not BroughtPicture.objects.exists()


def test_they_come_over_once_more_from_there(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    third = make.member(handle="third", name="Third")
    content = copy_of(newcomer)
    [name] = names_in(Brought.objects.get(member=newcomer, kind="answer").body)
    assert any(path.startswith(f"pictures/{name}.") for path in files(content))
    bring(third, content)
    [new] = names_in(Brought.objects.get(member=third, kind="answer").body)
    assert Use.objects.filter(kind="brought", picture=new).exists()


def test_a_picture_goes_with_the_words_that_show_it(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    [name] = names_in(Brought.objects.get(member=newcomer, kind="answer").body)
    bringing.drop_all(member=newcomer)
    pictures.sweep()
    assert not Picture.objects.filter(pk=name).exists()


def test_begun_anew_and_posted_the_picture_stands_in_the_post(pictured: Member, newcomer: Member) -> None:
    bring(newcomer, copy_of(pictured))
    one = Brought.objects.get(member=newcomer, kind="answer")
    bringing.begin(member=newcomer, brought=one)
    words = drafts.kept.draft(newcomer, "ask")
    assert words is not None
    topic = ask(
        actor=newcomer,
        kind="question",
        title="What is a fee for, again?",
        body=words.body,
        tags=[],
        space=make.space(),
        audience="members",
        masked=False,
        submit_key=None,
    )
    assert "<picture" in Post.objects.get(topic=topic).html
    bringing.drop(member=newcomer, id=one.pk)
    pictures.sweep()
    [name] = names_in(Post.objects.get(topic=topic).body)
    assert Picture.objects.filter(pk=name).exists()


def test_what_is_no_picture_is_left_out_and_the_words_stay(pictured: Member, newcomer: Member) -> None:
    content = copy_of(pictured)
    [path] = [path for path in files(content) if path.startswith("pictures/")]
    came = bring(newcomer, changed(content, {path: b"no picture at all"}))
    assert came.texts == 2
    assert not BroughtPicture.objects.exists()
    [shown] = brought.shown([Brought.objects.get(member=newcomer, kind="answer")])
    assert "<img" not in shown.html
    assert "a red half" in shown.html


def test_what_ends_its_worker_is_given_up_after_three_tries(pictured: Member, newcomer: Member) -> None:
    bringing.bring(member=newcomer, content=copy_of(pictured), largest=LARGEST)
    for attempts in (1, 2, 3):
        one = bringing._next(newcomer.pk)
        assert one is not None
        assert BroughtPicture.objects.get().attempts == attempts
        assert bringing._next(newcomer.pk) is None, "somebody is at it"
        BroughtPicture.objects.update(look_again_at=timezone.now() - timedelta(hours=1))
    assert bringing._next(newcomer.pk) is None
    assert not BroughtPicture.objects.exists()


def test_what_a_dead_worker_left_is_found(pictured: Member, newcomer: Member, monkeypatch: Any) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("activity.broker.hand_over", lambda task, calls, **how: sent.append((task, list(calls))))
    bringing.bring(member=newcomer, content=copy_of(pictured), largest=LARGEST)
    bringing.sweep()
    assert sent == [], "it waits for its first worker"
    BroughtPicture.objects.update(look_again_at=timezone.now() - timedelta(hours=1))
    bringing.sweep()
    assert sent == [("privacy.brought_pictures", [[newcomer.pk]])]


def test_pictures_of_others_are_not_shown(newcomer: Member, there: Member) -> None:
    """Words may name anybody's picture: it is drawn for whoever holds it alone."""
    picture = sent(there)
    row = Brought.objects.create(
        member=newcomer,
        kind="reply",
        body=f"![x](/pictures/{picture.pk})",
        site="x",
        source="1",
        written_at=timezone.now(),
    )
    [shown] = brought.shown([row])
    assert "<img" not in shown.html
