"""What somebody wrote behind masks, when they go: it stays nobody's, or goes over days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.actions import invitations
from blog.models import Article
from forum.models import HelpedMark, Post
from masks import sealed
from privacy.actions import erasures
from privacy.actions.erasing import masks, quotes
from privacy.actions.erasing.common import Leaving
from privacy.models import Going
from tests import make
from tests.blog.room import LONG
from tests.privacy.room import World, erase, left

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def test_what_was_written_without_a_name_stays_and_belongs_to_nobody(world) -> None:
    me = world.erased
    erase(me)
    assert Post.objects.get(pk=world.masked.pk).body == "Masked words."
    assert sealed.mine(me) == []
    assert not sealed.owns(me, world.mask)
    assert not Going.objects.exists()


def test_masked_words_that_go_go_over_days_and_nothing_says_whose_they_were(world, monkeypatch) -> None:
    erase(world.erased, masked="go")
    row = Going.objects.get()
    assert world.mask.pk.hex not in row.box
    assert len(row.box) > 4096
    assert masks.go_on() == 0
    assert Post.objects.get(pk=world.masked.pk).status == "visible"
    assert row.next_at >= timezone.now() + timedelta(hours=22)
    for _ in range(20):
        Going.objects.update(next_at=timezone.now())
        masks.go_on()
    assert not Going.objects.exists()
    gone = Post.objects.get(pk=world.masked.pk)
    assert "Masked words" not in f"{gone.body}{gone.html}{gone.text}"
    assert gone.mask == world.mask


def test_an_article_and_what_changed_go_with_the_mask_that_wrote_them(world) -> None:
    topic = make.masked_topic(by=world.erased, title="What changed")
    answered = make.answer(topic=topic, by=world.ines)
    HelpedMark.objects.create(post=answered, mask=topic.mask, what_changed="QUILLCHANGED")
    long = make.answer(topic=topic, mask=topic.mask, body=LONG)
    invitation = invitations.invite(moderator=world.admin, post=long, reason="It helps.")
    article = invitations.accept(actor=world.erased, invitation=invitation, byline="mask", byline_words="")
    Article.objects.filter(pk=article.pk).update(title="QUILLARTICLE", body="QUILLWORDS")
    assert article.mask == topic.mask
    erase(world.erased, masked="go")
    for _ in range(20):
        Going.objects.update(next_at=timezone.now())
        masks.go_on()
    assert left("quillchanged") + left("quillarticle") + left("quillwords") == []
    article.refresh_from_db()
    assert article.state == Article.State.WITHDRAWN


def test_an_edit_that_came_meanwhile_is_not_undone(world) -> None:
    """The rows were found before they were locked; what stands in them by then counts."""
    post = make.answer(by=world.ines, body=f"@{world.erased.handle} said so.")
    found = list(Post.objects.filter(pk=post.pk))
    Post.objects.filter(pk=post.pk).update(body=f"Changed: @{world.erased.handle} said so.")
    erasure = erasures.ask(member=world.erased, words="keep", masked="stay")
    leaving = Leaving(erasure, world.erased)
    quotes._posts(quotes.Called(leaving), found)
    post.refresh_from_db()
    assert post.body == "Changed: a former member said so."


def test_a_masked_topic_that_others_answered_stays_readable(world) -> None:
    topic = make.masked_topic(by=world.erased, title="QUILLTITLE", body="QUILLBODY")
    make.answer(topic=topic, by=world.ines, body="Ines’ words stay.")
    erase(world.erased, masked="go")
    for _ in range(20):
        Going.objects.update(next_at=timezone.now())
        masks.go_on()
    topic.refresh_from_db()
    assert (topic.status, topic.title) == ("visible", "Taken away by a former member")
    assert left("quilltitle") + left("quillbody") == []


def test_the_last_of_them_goes_within_seven_days(world) -> None:
    topics = [make.topic() for _ in range(6)]
    for topic in topics:
        make.answer(topic=topic, mask=make.mask(of=world.erased, topic=topic))
    erase(world.erased, masked="go")
    for _ in range(8):
        if row := Going.objects.first():
            assert row.next_at <= timezone.now() + timedelta(days=7)
            Going.objects.update(next_at=timezone.now())
            masks.go_on()
