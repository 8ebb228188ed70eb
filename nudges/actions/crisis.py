"""Somebody seems to be in a crisis: a moderator pauses what we suggest to them. It does nothing else."""

from __future__ import annotations

from datetime import timedelta

from activity.models import Event
from forum.models import Comment, Post
from nudges.models import Crisis

# Two weeks: long enough to get through the worst days, and over without anybody having to say so.
PAUSE = timedelta(days=14)


def paused(event: Event) -> None:
    """On post.crisis: nudges to the author of the post or comment pause from then on. Masks are never resolved."""
    comment_id = event.data.get("comment")
    row = (
        Comment.objects.filter(pk=comment_id).first() if comment_id else Post.objects.filter(pk=event.target_id).first()
    )
    if row is None or row.member_id is None or event.member_id is None:
        return
    Crisis.objects.get_or_create(
        member_id=row.member_id,
        post_id=event.target_id,
        at=event.at,
        defaults={"by_id": event.member_id, "until": event.at + PAUSE},
    )
