"""What a stranger may see on the front page."""

from __future__ import annotations

from forum.models import Topic

SHOWN = 3  # topics: enough to see how people talk here


def public_topics() -> list[Topic]:
    """The topics for everyone with the newest posts."""
    topics = Topic.objects.visible_to(None).select_related("space", "member", "mask").defer("search")
    return list(topics.order_by("-bumped_at", "-id")[:SHOWN])
