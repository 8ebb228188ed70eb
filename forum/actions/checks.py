"""What a new post passes on its way in: how much one person may write, and whether a person reads it first."""

from __future__ import annotations

from django.db import models

from activity.record import record
from forum import holds, limits
from forum.actions.appearance import let_appear, put
from forum.models import Comment, Post, Status, Topic
from masks.models import Mask
from members.models import Member
from members.queries import community


def within(limit: limits.Limit, *, actor: Member, rows: type[models.Model], masked: bool) -> None:
    """Passes while the member has written less than the limit: named rows are counted, masked ones sealed."""
    if masked:
        limits.check_masked(limit, member=actor)
    else:
        limits.check_rows(limit, member=actor, rows=rows._default_manager.filter(member=actor))


def topics_within(actor: Member, *, masked: bool) -> None:
    within(limits.topics(actor), actor=actor, rows=Topic, masked=masked)


def posts_within(actor: Member, *, masked: bool) -> None:
    within(limits.posts(actor), actor=actor, rows=Post, masked=masked)


def comments_within(actor: Member, *, masked: bool) -> None:
    within(limits.comments(actor), actor=actor, rows=Comment, masked=masked)


def let_in(post: Post) -> None:
    """Shows a locked new post now or after its grace, or holds it for a person to read first."""
    if reasons := reasons_to_hold(post):
        _hold(post, reasons)
    else:
        let_appear(post)


def look_again(post: Post) -> None:
    """Holds a locked first post when an edit has put into it what would have been held at first."""
    if post.status in (Status.VISIBLE, Status.WAITING) and (reasons := reasons_to_hold(post)):
        _hold(post, reasons)


def _hold(post: Post, reasons: list[str]) -> None:
    put(post, Status.HELD)
    data = {"reasons": reasons, "topic": post.topic_id}
    record(verb="post.held", actor=post, target=post, space_id=post.topic.space_id, data=data)


def reasons_to_hold(post: Post) -> list[str]:
    visible = Post.objects.filter(status=Status.VISIBLE, **_author(post)).exclude(pk=post.pk)
    return holds.reasons_to_hold(
        html=post.html,
        visible_posts=visible[: holds.NEW_UNTIL_POSTS].count(),
        masked=post.is_masked,
        blocked_words=community().blocked_words,
        title=post.topic.title if post.is_opening else "",
    )


def _author(post: Post) -> dict[str, Member | Mask | None]:
    return {"mask": post.mask} if post.is_masked else {"member": post.member}
