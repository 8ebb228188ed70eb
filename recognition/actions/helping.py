"""Rows of confirmed help. Each side is a member or a mask as it stands, never resolved and never merged."""

from __future__ import annotations

from datetime import datetime

from activity.locks import lock, update
from activity.models import Event
from forum.actions.common import locked_post
from forum.models import HelpedMark, Post, Tag
from members.models import Hello, Member
from members.stages import NEWCOMER_FOR
from recognition.models import Help


def answered(event: Event) -> None:
    """The help row of an answer follows its helped mark: it is there while the mark is."""
    post = Post.objects.filter(pk=event.target_id).first()
    post = post and locked_post(post)
    mark = HelpedMark.objects.filter(post_id=event.target_id).select_related("member").first()
    if post is None or mark is None or _is_same(post, mark):
        Help.objects.filter(post_id=event.target_id).delete()
        return
    Help.objects.update_or_create(post=post, defaults=_of_answer(post, mark))


def moved(event: Event) -> None:
    """On posts.moved: the help of an answer belongs to the topic in which the answer stands."""
    for post in Post.objects.filter(pk__in=event.data["posts"]).order_by("pk"):
        update(Help.objects.filter(post=post).exclude(topic=post.topic_id), topic=post.topic_id)


def _is_same(post: Post, mark: HelpedMark) -> bool:
    """One's own answer, as far as the rows themselves show it; the mark itself refused the rest."""
    return (post.member_id, post.mask_id) == (mark.member_id, mark.mask_id)


def _of_answer(post: Post, mark: HelpedMark) -> dict[str, object]:
    return {
        "kind": Help.Kind.ANSWER,
        "helper_id": post.member_id,
        "helper_mask_id": post.mask_id,
        "helped_id": mark.member_id,
        "helped_mask_id": mark.mask_id,
        "topic": post.topic,
        "tag": Tag.objects.filter(topics=post.topic).order_by("topictag__id").first(),
        "helped_was_new": mark.member is not None and _was_new(mark.member, mark.at),
        "at": mark.at,
    }


def _was_new(member: Member, at: datetime) -> bool:
    return member.joined_at > at - NEWCOMER_FOR


def greeted(event: Event) -> None:
    """A hello to a newcomer is help; one row for each pair, while the hello stands."""
    hello = lock(Hello.objects.all()).filter(pk=event.target_id).first()
    if hello is None:
        return
    Help.objects.get_or_create(
        kind=Help.Kind.GREETING,
        helper_id=hello.author_id,
        helped_id=hello.newcomer_id,
        defaults={"at": hello.at, "helped_was_new": True},
    )


def mentored(*, mentor: Member, mentee: Member, at: datetime) -> Help:
    """A check-in that both of the pair wrote in. Call it in the transaction that completes the check-in."""
    return Help.objects.create(kind=Help.Kind.MENTORING, helper=mentor, helped=mentee, at=at)
