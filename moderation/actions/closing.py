"""Closing a topic, with a reason that its page says, and opening it again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from forum import actions as forum
from forum.actions.common import locked_topic
from forum.models import Closing, Topic
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things
from moderation.models import Decision


@transaction.atomic
def close(*, moderator: Member, topic: Topic, kind: str, reason: str, same_as: Topic | None = None) -> Decision:
    """`kind` is a Closing.Reason, `reason` the moderator's words, which the page says. Raises NotAllowed."""
    rules.may_moderate(moderator, topic.space)
    reason = rules.reason_for(Decision.Verb.CLOSE, reason)
    if kind == Closing.Reason.DUPLICATE and same_as is None:
        raise NotAllowed(_("Please say where the same was asked."))
    if same_as is not None and same_as.pk == topic.pk:
        raise NotAllowed(_("This is the topic itself. Please say where else the same was asked."))
    forum.close(actor=moderator, topic=topic, reason=kind, words=reason, same_as=same_as)
    return _write_down(moderator, topic, Decision.Verb.CLOSE, reason, {})


@transaction.atomic
def reopen(*, moderator: Member, topic: Topic, reason: str) -> Decision:
    """Raises NotAllowed."""
    rules.may_moderate(moderator, topic.space)
    reason = rules.reason_for(Decision.Verb.REOPEN, reason)
    before = forum.closing_of(locked_topic(topic.pk))
    forum.reopen(actor=moderator, topic=topic, words=reason)
    return _write_down(moderator, topic, Decision.Verb.REOPEN, reason, before)


def _write_down(moderator: Member, topic: Topic, verb: Decision.Verb, reason: str, closing: dict[str, Any]) -> Decision:
    opening = topic.posts.select_related("topic__space").get(position=0)
    return things.write_down(moderator=moderator, verb=verb, thing=opening, reason=reason, before={"closing": closing})
