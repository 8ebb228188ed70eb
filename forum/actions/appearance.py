"""The one place where a post or comment becomes visible or stops being so.

Counters change here and only here, under the topic's lock, so each is exact. A row's first appearance, at once, after
the grace of a masked row or after a hold, is what the ledger hears of; `visible_from` is emptied by it and stays
set on a row that nobody else has read yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from activity.record import record
from forum.actions.common import locked_comment, locked_post
from forum.models import Comment, Post, Row, Status, Topic, post_of
from masks.hours import hour_of, time_kept
from uploads.actions.fetching import ask_for


def _set_post(post: Post, status: Status) -> None:
    """Gives a locked post (and the topic it opens) another status."""
    before, post.status = post.status, status
    change = (status == Status.VISIBLE) - (before == Status.VISIBLE)
    first = status == Status.VISIBLE and post.visible_from is not None
    post.visible_from = _visible_from(post, status)
    post.save(update_fields=["status", "visible_from"])
    fields: dict[str, Any] = {"version": F("version") + 1}
    if post.is_opening:
        fields["status"] = post.topic.status = status
    else:
        fields["answer_count"] = F("answer_count") + change
        if post.helped:
            fields["helped_count"] = F("helped_count") + change
    if first:
        fields["bumped_at"] = Greatest(F("bumped_at"), post.created_at)
    Topic.objects.filter(pk=post.topic_id).update(**fields)
    if status == Status.VISIBLE != before:
        ask_for("post", post.pk, post.body)
    if first:
        _tell_of_post(post)


def _tell_of_post(post: Post) -> None:
    topic = post.topic
    verb = "topic.asked" if post.is_opening else "post.written"
    target = topic if post.is_opening else post
    data = {"topic": topic.pk, "post": post.pk, "kind": topic.kind}
    record(verb=verb, actor=post, target=target, space_id=topic.space_id, data=data)


def _set_comment(comment: Comment, status: Status) -> None:
    """Gives a locked comment another status."""
    before, comment.status = comment.status, status
    change = (status == Status.VISIBLE) - (before == Status.VISIBLE)
    first = status == Status.VISIBLE and comment.visible_from is not None
    comment.visible_from = _visible_from(comment, status)
    comment.save(update_fields=["status", "visible_from"])
    Post.objects.filter(pk=comment.post_id).update(comment_count=F("comment_count") + change)
    topic = comment.post.topic
    Topic.objects.filter(pk=topic.pk).update(version=F("version") + 1)
    if first:
        ask_for("comment", comment.pk, comment.body)
        data = {"topic": topic.pk, "post": comment.post_id}
        record(verb="comment.written", actor=comment, target=comment, space_id=topic.space_id, data=data)


def _visible_from(row: Row, status: Status) -> datetime | None:
    """Emptied once it is read by others. Of a masked row that was taken back unread the hour is enough."""
    if status == Status.VISIBLE or row.visible_from is None:
        return None
    return hour_of(row.visible_from) if status == Status.DELETED and row.is_masked else row.visible_from


def show_when_due(row: Row) -> None:
    """Shows a locked row that nothing holds back, or lets it wait for the end of its grace."""
    waits = row.visible_from is not None and row.visible_from > timezone.now()
    set_status(row, Status.WAITING if waits else Status.VISIBLE)


def standing(row: Row) -> dict[str, Any]:
    """What a decision may change of a locked row and its topic, as JSON; `stand_again` puts it back. No counters: they
    follow from the status.
    """
    until = row.visible_from and time_kept(row.visible_from, masked=row.is_masked)
    return {
        "status": row.status,
        "visible_from": until.isoformat() if until else None,
        "bumped_at": post_of(row).topic.bumped_at.isoformat(),
    }


def stand_again(row: Row, before: Mapping[str, Any]) -> None:
    """Gives a locked row the `standing` it had. Whoever read it meanwhile has read it; nobody is told of it anew."""
    set_status(row, Status(before["status"]))
    if row.visible_from is None and before["visible_from"]:
        row.visible_from = datetime.fromisoformat(before["visible_from"])
        row.save(update_fields=["visible_from"])
    topic = post_of(row).topic
    bumped_at = datetime.fromisoformat(before["bumped_at"])
    if isinstance(row, Post) and topic.bumped_at == max(bumped_at, row.created_at):  # nothing newer was posted
        Topic.objects.filter(pk=topic.pk).update(bumped_at=bumped_at)


def set_status(row: Row, status: Status) -> None:
    if isinstance(row, Comment):
        _set_comment(row, status)
    else:
        _set_post(row, status)


def locked(row: Row) -> Row:
    """The row as it is now, locked with all that hangs on it."""
    return locked_comment(row) if isinstance(row, Comment) else locked_post(row)


def locked_by_key(kind: type[Row], pk: int) -> Row | None:
    """The same for what a sweep knows the key of; None where it is gone meanwhile."""
    row = kind._default_manager.filter(pk=pk).first()
    return locked(row) if row is not None else None
