"""Shorthands for the forum's verbs: what a test does not care about has a value already."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from activity.models import Event
from forum import actions
from forum.models import Comment, Post, Space, Status, Topic
from members.models import Member
from tests import make


def ask(*, actor: Member, space: Space | None = None, **fields: Any) -> Topic:
    fields = {
        "kind": Topic.Kind.QUESTION,
        "title": "Which card do I pay first?",
        "body": "I have four cards and not enough for four minimums.",
        "audience": Topic.Audience.EVERYONE,
        "tags": [],
        "masked": False,
        "submit_key": uuid4(),
    } | fields
    return actions.ask(actor=actor, space=space or make.space(), **fields)


def answer(*, actor: Member, topic: Topic, **fields: Any) -> Post:
    fields = {"body": "Call them before the day it is due.", "masked": False, "submit_key": uuid4()} | fields
    return actions.answer(actor=actor, topic=topic, **fields)


def comment(*, actor: Member, post: Post, **fields: Any) -> Comment:
    fields = {"body": "Did that leave a mark on your file?", "masked": False, "submit_key": uuid4()} | fields
    return actions.comment(actor=actor, post=post, **fields)


def end_grace() -> int:
    """Two minutes pass for all that waits."""
    for kind in (Post, Comment):
        kind._default_manager.filter(status=Status.WAITING).update(visible_from=timezone.now())
    return actions.release_waiting()


def opening(topic: Topic) -> Post:
    return topic.posts.get(position=0)


def verbs() -> list[str]:
    """What the ledger has heard, in order."""
    return list(Event.objects.order_by("id").values_list("verb", flat=True))
