"""What programs of strangers are given: of public places alone, and nothing that was written behind a mask."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Left

from forum.models import Post, Space, Status, Tag, Topic
from forum.queries import lists

FEED_LENGTH = 30  # topics, or answers
BEGINNING = 400  # characters of an answer: what is taken back here stays with whoever has it


def topics() -> QuerySet[Topic]:
    """What search engines and feeds may tell of."""
    return lists.rows_for(None).filter(status=Status.VISIBLE, mask=None, space__is_sensitive=False)


def newest(*, space: Space | None = None, tag: Tag | None = None) -> list[Topic]:
    """The ones with the newest posts, of all or of one space or tag."""
    found = topics()
    if space is not None:
        found = found.filter(space=space)
    if tag is not None:
        found = found.filter(topictag__tag=tag)
    return list(found.order_by("-bumped_at", "-pk")[:FEED_LENGTH])


def topic(number: int) -> Topic:
    """Raises Topic.DoesNotExist where it is not for programs."""
    return topics().get(pk=number)


def answers(to: Topic) -> list[Post]:
    """The newest ones, each with its `.beginning`."""
    found = Post.objects.filter(topic=to, position__gt=0, status=Status.VISIBLE, mask=None)
    rows = found.select_related("member").annotate(beginning=Left("text", BEGINNING)).order_by("-position")
    only = ("topic", "created_at", "edited_at", "member__handle", "member__display_name", "member__kind")
    rows = rows.only(*only, "member__is_active", "mask")[:FEED_LENGTH]
    for row in rows:
        row.topic = to
    return list(rows)
