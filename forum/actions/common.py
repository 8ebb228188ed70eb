"""What the writers share: one submit is one row, a row is locked with what it hangs on, the hour of a masked row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock, take_turn
from forum.models import MASKED_GRACE, Comment, Post, Scheduled, Topic
from masks import sealed
from masks.actions import author_fields
from masks.hours import time_kept
from members.models import Member
from members.rules import NotAllowed

Kind = TypeVar("Kind", Post, Comment)


def already_submitted(kind: type[Kind], *, actor: Member, submit_key: UUID | None) -> Kind | None:
    """The row that this submit has made already. A second click waits here until the first has committed.

    Raises NotAllowed where the form is somebody else's, or its words wait to be posted.
    """
    if submit_key is None:
        return None
    take_turn("submit", submit_key)
    row = kind.objects.filter(submit_key=submit_key).first()
    # What waits says whose it is: the same key behind a mask would say who wears it (docs/decisions/scheduled.md).
    waits = row is None and Scheduled.objects.filter(submit_key=submit_key).exists()
    if waits or (row is not None and not sealed.same_person(actor, row)):
        raise NotAllowed(_("This form has been used already. Please open the page again."))
    return row


def locked_topic(topic_id: int) -> Topic:
    """The topic as it is now, its row locked until the end of the transaction."""
    return lock(Topic.objects.select_related("space", "member", "mask")).get(pk=topic_id)


def lock_topics(ids: Collection[int]) -> None:
    """For whoever writes to posts of many topics."""
    list(lock(Topic.objects.filter(pk__in=ids).only("pk")))


def locked_post(post: Post) -> Post:
    """The post as it is now, its row and its topic's locked."""
    topic = locked_topic(post.topic_id)
    found = lock(Post.objects.select_related("member", "mask")).get(pk=post.pk)
    found.topic = topic
    return found


def locked_comment(comment: Comment) -> Comment:
    """The comment as it is now, its row, its post's and its topic's locked."""
    post = locked_post(Post.objects.get(pk=comment.post_id))
    found = lock(Comment.objects.select_related("member", "mask")).get(pk=comment.pk)
    found.post = post
    return found


def author_and_time(*, actor: Member, topic_id: int, space_id: int, masked: bool) -> dict[str, Any]:
    """Who stands beside a new row and when it was written: `member` or `mask`, and `created_at`.

    Raises NotAllowed where a moderator has silenced the mask.
    """
    author = author_fields(actor=actor, topic_id=topic_id, space_id=space_id, masked=masked)
    return {**author, "created_at": time_kept(timezone.now(), masked=masked)}


def visible_from_for(*, masked: bool) -> datetime:
    """From when a new row may be read by others. It is emptied when it has been."""
    return timezone.now() + (MASKED_GRACE if masked else timedelta())


@transaction.atomic
def touch(topic_id: int) -> None:
    """Says that something a reader of the topic sees has changed: kept pages of it are made anew."""
    Topic.objects.filter(pk=topic_id).update(version=F("version") + 1)
