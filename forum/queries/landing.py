"""What a stranger may see on the front page."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Left, Length

from forum.models import Post, Status, Topic
from forum.queries import lists
from forum.rules import readable_topics

SHOWN = 3  # topics: enough to see how people talk here
EXAMPLE = 320  # characters of the answer: what is read in a breath
SHORTEST_EXAMPLE = 80  # characters: "Thanks, try again" shows nothing


def public_topics() -> QuerySet[Topic]:
    """The topics for everyone with the newest posts."""
    return lists.rows_for(None).order_by("-bumped_at", "-id")[:SHOWN]


def helped_example() -> Post | None:
    """A real question (`.topic`) with the answer that was last said to help (`.words`), for the front page."""
    readable = readable_topics(None).filter(kind=Topic.Kind.QUESTION, space__is_sensitive=False)
    # By its mark: PostgreSQL begins at the newest one and ends there, in place of sorting all that ever helped.
    marked = Post.objects.filter(helped=True, helped_mark__isnull=False)
    answers = marked.filter(status=Status.VISIBLE, topic__in=readable)
    told = answers.annotate(words=Left("text", EXAMPLE), length=Length("text")).filter(length__gte=SHORTEST_EXAMPLE)
    heavy = ("body", "html", "text", "search", "source", "topic__search")
    people = ("topic__member", "topic__mask", "topic__space", "member", "mask")
    return told.select_related(*people).defer(*heavy).order_by("-helped_mark__pk").first()
