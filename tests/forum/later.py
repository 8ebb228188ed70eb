"""Words that wait for their time, as tests make them."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from forum.actions import scheduling
from forum.models import Scheduled, Space, Topic
from members.models import Member
from members.zones import zone
from tests import make

WORDS = "Call them before the day it is due."
DAY = timedelta(days=1)


def soon(member: Member, ahead: timedelta = DAY) -> dict[str, Any]:
    there = (timezone.now() + ahead).astimezone(zone(member.time_zone))
    return {"day": there.date(), "hour": time(there.hour, there.minute)}


def answer_later(member: Member, topic: Topic | None = None, **fields: Any) -> Scheduled:
    topic = topic or make.topic()
    said = {"context": f"topic:{topic.pk}", "body": WORDS, "masked": False, "submit_key": uuid4()} | soon(member)
    return scheduling.schedule(actor=member, **(said | fields))


def ask_later(member: Member, space: Space | None = None, **fields: Any) -> Scheduled:
    space = space or make.space()
    data = {"space": space.slug, "kind": "question", "audience": "members", "tags": ["fees"], "lang": ""}
    said = {"context": "ask", "title": "Which card do I pay first?", "body": WORDS, "data": data}
    return scheduling.schedule(
        actor=member, **({"masked": False, "submit_key": uuid4()} | said | soon(member) | fields)
    )


def pass_time(row: Scheduled, ago: timedelta = timedelta(minutes=1)) -> Scheduled:
    Scheduled.objects.filter(pk=row.pk).update(at=timezone.now() - ago)
    return row


def sent(member: Member, **fields: Any) -> dict[str, Any]:
    when = soon(member)
    return {
        "submit_key": str(uuid4()),
        "as": "me",
        "do": "later",
        "body": WORDS,
        "later_day": when["day"].isoformat(),
        "later_time": f"{when['hour']:%H:%M}",
    } | fields


def close(topic: Topic, _member: Member) -> None:
    Topic.objects.filter(pk=topic.pk).update(closed_at=timezone.now())
