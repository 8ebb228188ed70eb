"""Where in a topic a reader goes on: the first post that was not there, or was not reached, when they read it last."""

from __future__ import annotations

from forum.models import Post, ReadingMark, Status, Topic
from members.models import Member


def first_unread(member: Member, topic: Topic) -> Post | None:
    """None for who never opened the topic, who has read all of it, and wherever they wear a mask: there no mark is kept."""
    mark = ReadingMark.objects.filter(member=member, topic=topic).first()
    if mark is None:
        return None
    later = Post.objects.filter(topic=topic, position__gt=mark.position, status=Status.VISIBLE)
    return later.only("pk").order_by("position").first()
