"""Answers worth a wider room: which are suggested to whom, and which never."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.actions import invitations
from blog.models import Article, ArticleInvitation
from blog.queries.desk import candidates
from forum.models import Post, Status, Topic
from masks.models import Mask
from members.models import Member
from tests import make
from tests.blog.room import LONG, Room


def suggested(member: Member) -> list[Post]:
    return [row.post for row in candidates(Member.objects.get(pk=member.pk))]


def test_an_answer_that_helped_is_suggested_with_reasons(room: Room) -> None:
    found = candidates(room.moderator)
    assert [row.post for row in found] == [room.post]
    assert "the asker says that it helped" in found[0].reasons
    assert "Dorrie H hasn’t been invited before" in found[0].reasons


def test_two_people_who_say_why_are_enough_and_one_is_not(room: Room) -> None:
    post = make.answer(topic=room.post.topic, by=make.member(), body=LONG)
    make.thanks(post=post)
    assert post not in suggested(room.moderator)
    make.thanks(post=post)
    assert post in suggested(room.moderator)


def test_an_admin_sees_every_space(room: Room) -> None:
    assert suggested(room.admin) == [room.post]


@pytest.mark.parametrize("who", ["stranger", "reader", "author"])
def test_nobody_else_is_shown_any(room: Room, who: str) -> None:
    assert suggested(getattr(room, who)) == []


def test_never_ones_own(room: Room) -> None:
    make.appoint(member=room.author, space=room.space)
    assert suggested(room.author) == []
    assert suggested(room.moderator) == [room.post]


def by_a_mask(topic: Topic) -> dict[str, Mask]:
    return {"mask": make.mask(of=make.member(), topic=topic)}


def test_help_to_a_mask_suggests_nothing(masked_room: Room) -> None:
    make.thanks(post=masked_room.post)
    make.thanks(post=masked_room.post)
    assert masked_room.post not in suggested(masked_room.moderator)


def test_the_mark_of_an_asker_without_a_name_suggests_nothing(room: Room) -> None:
    topic = make.masked_topic(space=room.space, by=room.asker)
    post = make.answer(topic=topic, by=room.author, body=LONG)
    make.helped_mark(post=post)
    assert post not in suggested(room.moderator)


def test_thanks_without_a_name_suggest_nothing_and_are_in_no_figure(room: Room) -> None:
    post = make.answer(topic=room.post.topic, by=make.member(), body=LONG)
    make.thanks(post=post)
    for _ in range(2):
        make.thanks(post=post, **by_a_mask(post.topic))
    assert post not in suggested(room.moderator)
    make.thanks(post=post)
    reasons = [row.reasons for row in candidates(room.moderator) if row.post == post]
    assert "2 people said why it helped" in reasons[0]


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.HIDDEN},
        {"text": "Short, and kind."},
        {"helped": False},
        {"created_at": timezone.now() - timedelta(days=400)},
        {"is_html": True},
    ],
)
def test_what_is_hidden_short_old_imported_or_not_marked_is_not(room: Room, change: dict[str, object]) -> None:
    Post.objects.filter(pk=room.post.pk).update(**change)
    assert suggested(room.moderator) == []


def test_what_moderators_say_among_themselves_is_not(room: Room) -> None:
    room.space.visibility = "moderators"
    room.space.save()
    assert suggested(room.moderator) == []


@pytest.mark.parametrize("kind", ["imported", "tombstone"])
def test_whoever_could_not_say_yes_is_not(room: Room, kind: str) -> None:
    Member.objects.filter(pk=room.author.pk).update(kind=kind)
    assert suggested(room.moderator) == []


@pytest.mark.parametrize("state", ["invited", "accepted", "no"])
def test_asked_already_is_not(room: Room, state: str) -> None:
    ArticleInvitation.objects.filter(pk=room.invited().pk).update(state=state)
    assert suggested(room.moderator) == []


def test_later_comes_back_after_ninety_days(room: Room) -> None:
    row = invitations.decline(actor=room.author, invitation=room.invited(), for_good=False)
    assert suggested(room.moderator) == []
    ago = timezone.now() - timedelta(days=91)
    ArticleInvitation.objects.filter(pk=row.pk).update(answered_at=ago)
    assert suggested(room.moderator) == [room.post]


def test_nobody_is_featured_twice_in_ninety_days(room: Room) -> None:
    second = make.answer(topic=make.topic(space=room.space), by=room.author, body=LONG)
    make.helped_mark(post=second)
    article = room.published()
    assert suggested(room.moderator) == []
    Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - timedelta(days=91))
    assert suggested(room.moderator) == [second]


def test_the_queries_do_not_grow(room: Room, django_assert_num_queries: object) -> None:
    for _ in range(5):
        make.helped_mark(post=make.answer(topic=make.topic(space=room.space), by=make.member(), body=LONG))
    viewer = Member.objects.get(pk=room.admin.pk)
    viewer.appointments.count()
    with django_assert_num_queries(1):
        assert len(candidates(viewer)) == 6
