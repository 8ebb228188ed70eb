"""Erased: nothing of somebody is found again, and what others wrote is whole (R45)."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from forum.actions.posts import answer
from forum.models import Comment, Post, Revision, Topic
from members.models import Member
from mentorship.models import Letter, Mentorship
from moderation.models import Report
from privacy.actions.erasing import steps
from privacy.fates import FATES
from privacy.models import Erasure
from recognition.models import Help, Thanks
from tests import cast, make
from tests.privacy.copies import files, made, signed_in, taken
from tests.privacy.room import ADDRESS, CANARY, World, erase, left, numbers_left
from tests.uploads.pictures import sent, settled, shows
from uploads.actions import sweeping
from uploads.models import Picture, Use

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


# --- the table of fates -------------------------------------------------------------------------------------------------


def unspoken(models: Any) -> list[str]:
    """Keys to a member of which no fate is known."""
    keys = {
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in model._meta.fields
        if field.related_model is Member or field.name == "member_id"
    }
    return sorted(keys - set(FATES))


def test_every_key_to_a_member_has_a_fate() -> None:
    everyone = list(apps.get_models(include_auto_created=True))
    assert unspoken(everyone) == []
    assert all(apps.get_model(key.rpartition(".")[0])._meta.get_field(key.rpartition(".")[2]) for key in FATES)


def test_a_new_key_would_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(FATES, "forum.Bookmark.member")
    assert unspoken([apps.get_model("forum.Bookmark")]) == ["forum.Bookmark.member"]


def test_each_step_has_a_name_of_its_own() -> None:
    assert len(set(steps.NAMES)) == len(steps.ORDER)


# --- with the words -----------------------------------------------------------------------------------------------------


def test_of_whoever_takes_all_along_nothing_is_found(world) -> None:
    assert len(left(CANARY)) > 40
    number = world.erased.pk
    erasure = erase(world.erased, words="take")
    assert erasure.done_at is not None
    assert left(CANARY) == []
    assert left(ADDRESS) == []
    assert numbers_left(number) == []
    assert not Member.objects.filter(pk=number).exists()


def test_what_others_wrote_stays_readable_with_a_sentence_in_place(world) -> None:
    erase(world.erased, words="take")
    page = signed_in(world.ines).get(Topic.objects.get(pk=world.topic.pk).get_absolute_url(), follow=True)
    text = page.content.decode()
    assert "Dorrie’s reply stays." in text
    assert "A former member took these words with them." in text
    assert "Taken away by a former member" in text
    assert "Ines’ remark stays." in "".join(Comment.objects.values_list("body", flat=True))
    assert "Ines’ thanks stay." in "".join(Thanks.objects.values_list("note", flat=True))


def test_what_stood_alone_is_gone_and_counters_are_right(world) -> None:
    erase(world.erased, words="take")
    lonely = Topic.objects.get(pk=world.lonely.pk)
    assert lonely.status == "deleted"
    assert signed_in(world.ines).get(lonely.get_absolute_url()).status_code == 404
    assert Post.objects.get(pk=world.answer.pk).status == "visible"  # somebody remarked below it
    assert not Revision.objects.filter(post=world.answer.pk).exists()
    for topic in Topic.objects.all():
        visible = topic.posts.filter(position__gt=0, status="visible")
        assert topic.answer_count == visible.count()


@pytest.mark.parametrize("own_reply", [True, False])
def test_a_topic_stays_where_somebody_answered_who_is_not_its_asker(own_reply: bool) -> None:
    make.community()
    me, other = cast.pau(), cast.ines()
    topic = make.topic(by=me, title="QUILLTITLE")
    if own_reply:
        make.answer(topic=topic, by=me)
    else:
        make.answer(topic=topic, mask=make.mask(of=other, topic=topic))
    erase(me, words="take")
    assert Topic.objects.get(pk=topic.pk).status == ("deleted" if own_reply else "visible")
    assert left("quilltitle") == []


# --- under a former member ----------------------------------------------------------------------------------------------


def test_words_that_stay_stand_under_a_former_member(world) -> None:
    number = world.erased.pk
    erase(world.erased)
    assert Post.objects.get(pk=world.answer.pk).body == f"{CANARY}-second"
    assert Post.objects.get(pk=world.answer.pk).author.shown_name == "A former member"
    page = (
        signed_in(world.ines).get(Topic.objects.get(pk=world.topic.pk).get_absolute_url(), follow=True).content.decode()
    )
    assert "A former member" in page
    assert f"{CANARY} title of mine" in page
    assert numbers_left(number) == []


def test_of_whoever_leaves_their_words_only_these_are_found(world) -> None:
    erase(world.erased)
    public = ("title", "lonely", "asked", "first", "second", "remark", "note", "letter", f"{CANARY} ")
    rest = [line for line in left(CANARY) if not any(word in line for word in public)]
    assert rest == []
    for word in ("name", "-old", "-new", "@example", "-bio", "-intro", "-goal", "-report", "-by", "-browser", "-draft"):
        assert left(f"{CANARY}{word}") == [], word


@pytest.mark.parametrize("words", ["keep", "take"])
def test_quotations_and_mentions_of_others_name_nobody(world, words: str) -> None:
    erase(world.erased, words=words)
    post = Post.objects.get(pk=world.quoting.pk)
    assert post.body.startswith("> a former member wrote:\n>\n> Words.")
    assert "Ask a former member and a former member" in post.body
    for text in (post.body, post.html, post.text, str(post.search)):
        assert CANARY not in text.lower()
    assert "Thank you a former member." in Comment.objects.get(body__startswith="Thank you").html
    assert Member.objects.get(pk=world.ines.pk).bio == "Walks with a former member."


def test_a_moderators_decisions_stay_with_a_former_moderator(world) -> None:
    erase(world.erased)
    page = Client().get(reverse("moderation:log")).content.decode()
    assert "A former moderator" in page
    assert "Selling something." in page


def test_pairs_end_and_letters_stay_with_the_other(world) -> None:
    erase(world.erased, words="take")
    assert all(pair.ended_at for pair in Mentorship.objects.filter(pk__in=[world.pair.pk, world.mentee.pk]))
    assert [letter.body for letter in Letter.objects.all()] == ["A former member took these words with them."]
    other = world.pair.mentor.member
    assert signed_in(other).get(reverse("mentorship:pair", args=[world.pair.pk])).status_code == 200


def test_the_report_stays_as_a_case_without_its_words(world) -> None:
    erase(world.erased)
    row = Report.objects.get()
    assert (row.note, row.member.kind) == ("", "tombstone")


def test_two_who_go_do_not_stumble_over_each_other(world) -> None:
    second = make.member(name="Second")
    make.thanks(post=world.reply, by=second)
    Help.objects.create(kind="greeting", helper=second, helped=world.ines)
    make.pair(mentee=second, mentor=make.mentor())
    erase(world.erased)
    erase(second)
    assert Member.objects.filter(kind="tombstone").count() == 1
    assert Erasure.objects.exclude(done_at=None).count() == 2


# --- pictures -----------------------------------------------------------------------------------------------------------


def test_pictures_are_in_the_copy_and_go_with_the_words() -> None:
    make.community()
    me = settled(cast.pau())
    picture = sent(me)
    post = answer(actor=me, topic=make.topic(by=cast.ines()), body=shows(picture), masked=False, submit_key=None)
    make.comment(post=post, by=cast.dorrie())
    kept = Use.objects.get(kind="post", holder_id=post.pk).picture_id
    found = taken(me, made(me))
    assert [path for path in found if path.startswith(f"pictures/{kept}.")]
    erase(me, words="take")
    assert not Use.objects.exists()
    sweeping.sweep()
    assert not Picture.objects.exists()
    assert Post.objects.get(pk=post.pk).status == "visible"


@pytest.mark.parametrize("words", ["keep", "take"])
def test_a_picture_that_was_never_posted_goes_at_once_and_that_of_others_stays(words: str) -> None:
    make.community()
    me, other = settled(cast.pau()), cast.ines()
    mine, theirs = sent(me), sent(other)
    erase(me, words=words)
    assert not Picture.objects.filter(pk=mine.pk).exists()
    assert Picture.objects.filter(pk=theirs.pk).exists()


def test_masked_pictures_are_in_the_masked_copy_alone() -> None:
    make.community()
    me = settled(cast.pau())
    post = answer(actor=me, topic=make.topic(by=cast.ines()), body=shows(sent(me)), masked=True, submit_key=None)
    kept = Use.objects.get(kind="post", holder_id=post.pk).picture_id
    assert not [path for path in taken(me, made(me)) if "pictures/" in path]
    masked = files(signed_in(me, fresh=True).post(reverse("privacy:masked")).content)
    assert [path for path in masked if path.startswith(f"pictures/{kept}.")]
