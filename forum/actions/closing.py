"""Closing a topic, and opening it again. Who may is asked by `moderation`, where the decision is kept."""

from __future__ import annotations

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


def _set(topic: Topic, closing: Closing | None) -> None:
    topic.closed_at = closing.at if closing else None
    Topic.objects.filter(pk=topic.pk).update(closed_at=topic.closed_at, version=F("version") + 1)
