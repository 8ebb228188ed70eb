"""A newcomer's first exchange under their own name makes them a member."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils.translation import gettext as _

from activity.models import Event
from forum.models import Comment, Post, Status
from members.actions import stages
from members.models import Member

# Only named rows count on either side: a mask's reply moves nobody, or a newcomer who answers their own question
# from behind a mask would show by an unchanged stage that the two are one person.


def promote_newcomers(event: Event) -> None:
    """Whoever took part in the row just written and is new here: did a reply go between them and somebody else?"""
    for member in _newcomers(event):
        if has_exchanged(member):
            stages.enter(member=member, stage=Member.Stage.MEMBER, why=_("First reply under their own name."))


def _newcomers(event: Event) -> list[Member]:
    """The row's author and whoever it replies to, as far as they are new here."""
    people: set[int | None] = set()
    rows: Iterable[tuple[int | None, int | None]]
    if event.target_kind == "forum.comment":
        rows = Comment.objects.filter(pk=event.target_id).values_list("member_id", "post__member_id")
    else:
        rows = Post.objects.filter(pk=event.target_id).values_list("member_id", "topic__member_id")
    for row in rows:
        people.update(row)
    named = {pk for pk in people if pk is not None}
    return list(Member.objects.people().filter(pk__in=named, stage=Member.Stage.NEWCOMER).order_by("pk"))


def has_exchanged(member: Member) -> bool:
    """Is there a reply from them to another named person, or from another named person to them?"""
    posts = Post.objects.filter(status=Status.VISIBLE, member__isnull=False, position__gt=0).exclude(
        member_id=F("topic__member_id")
    )
    comments = Comment.objects.filter(status=Status.VISIBLE, member__isnull=False).exclude(
        member_id=F("post__member_id")
    )
    return (
        posts.filter(member=member, topic__member__isnull=False).exists()
        or posts.filter(topic__member=member).exists()
        or comments.filter(member=member, post__member__isnull=False).exists()
        or comments.filter(post__member=member).exists()
    )
