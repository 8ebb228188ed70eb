"""Closing a topic, and opening it again. Who may is asked by `moderation`, where the decision is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from activity.record import record
from forum import rules
from forum.actions.common import locked_topic
from forum.models import Closing, Topic
from members.models import Member


@transaction.atomic
def close(*, actor: Member, topic: Topic, reason: str, words: str, same_as: Topic | None = None) -> Topic:
    """From now on the topic is read, and nothing new is written in it. Raises NotAllowed."""
    topic = locked_topic(topic.pk)
    rules.may_close(actor, topic)
    asked = [same_as.pk] if same_as is not None else []
    made = Closing.objects.create(
        topic=topic, reason=Closing.Reason(reason), words=words, same_as=asked, by=actor, at=timezone.now()
    )
    _set(topic, made)
    record(verb="topic.closed", actor=actor, target=topic, space_id=topic.space_id, data={"reason": words})
    return topic


@transaction.atomic
def reopen(*, actor: Member, topic: Topic, words: str = "") -> Topic:
    """Lets people write in the topic again. Raises NotAllowed."""
    topic = locked_topic(topic.pk)
    rules.may_reopen(actor, topic)
    Closing.objects.filter(topic=topic).delete()
    _set(topic, None)
    record(verb="topic.reopened", actor=actor, target=topic, space_id=topic.space_id, data={"reason": words})
    return topic


def closing_of(topic: Topic) -> dict[str, Any]:
    """Why and since when a locked topic is closed, as JSON; `put_closing_back` makes it so again. {}: it is open."""
    closing = Closing.objects.filter(topic=topic).first()
    if closing is None:
        return {}
    kept = ("reason", "words", "same_as", "same_at", "by_id")
    return {name: getattr(closing, name) for name in kept} | {"at": closing.at.isoformat()}


@transaction.atomic
def put_closing_back(*, actor: Member, topic: Topic, before: Mapping[str, Any]) -> None:
    """A decision to close it or to open it is taken back. Raises NotAllowed where it does not stand as that left it."""
    topic = locked_topic(topic.pk)
    (rules.may_close if before else rules.may_reopen)(actor, topic)
    Closing.objects.filter(topic=topic).delete()
    known = dict(before) | {"at": datetime.fromisoformat(before["at"])} if before else None
    _set(topic, Closing.objects.create(topic=topic, **known) if known else None)
    verb = "topic.closed" if before else "topic.reopened"
    record(verb=verb, actor=actor, target=topic, space_id=topic.space_id, data={"reason": before.get("words", "")})


def _set(topic: Topic, closing: Closing | None) -> None:
    topic.closed_at = closing.at if closing else None
    Topic.objects.filter(pk=topic.pk).update(closed_at=topic.closed_at, version=F("version") + 1)
