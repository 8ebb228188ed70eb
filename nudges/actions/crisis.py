"""Somebody seems to be in a crisis: a moderator pauses what we suggest to them. It does nothing else."""

from __future__ import annotations

from activity import locks
from activity.locks import take_turn
from activity.models import Event
from forum.models import Comment, Post
from moderation.models import Decision
from moderation.rules import IN_PEACE_FOR
from nudges.models import Crisis


def paused(event: Event) -> None:
    """On post.crisis: nudges to the author of the post or comment pause from then on. A mask's wearer is reached through the
    sealed door alone, and the ledger hears nothing of it.
    """
    take_turn("nudges.crisis", event.data["decision"])
    if Decision.objects.filter(pk=event.data["decision"], undone_by__isnull=False).exists():
        return
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
        defaults={"by_id": event.member_id, "until": event.at + IN_PEACE_FOR},
    )


def over(event: Event) -> None:
    """On post.crisis_over: the pause of that decision is taken back. Another one goes on."""
    take_turn("nudges.crisis", event.data["decision"])
    began = Event.objects.filter(
        verb="post.crisis",
        target_kind=event.target_kind,
        target_id=event.target_id,
        data__decision=event.data["decision"],
    ).first()
    if began is not None:
        locks.delete(Crisis.objects.filter(post_id=event.target_id, at=began.at))
