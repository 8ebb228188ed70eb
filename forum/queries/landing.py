"""What a stranger may see on the front page."""

from __future__ import annotations

from django.db.models import QuerySet

from forum.models import Topic
from forum.queries import lists

SHOWN = 3  # topics: enough to see how people talk here


def public_topics() -> QuerySet[Topic]:
    """The topics for everyone with the newest posts."""
    return lists.rows_for(None).order_by("-bumped_at", "-id")[:SHOWN]
