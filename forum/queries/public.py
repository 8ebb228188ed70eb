"""What programs of strangers are given: of public places alone, and nothing that was written behind a mask."""

from __future__ import annotations

from django.db.models import QuerySet

from forum.models import Post, Space, Status, Tag, Topic
from forum.queries import lists
from forum.queries.moved import now_in

FEED_LENGTH = 30  # topics, or answers


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


def became(number: int) -> Topic:
    """The topic that this one is now, where one was made of two. Raises Topic.DoesNotExist where it was not, and where that
    one is not for programs.
    """
    now = now_in([number])[number]
    if now == number:
        raise Topic.DoesNotExist
    return topic(now)


def answers(to: Topic) -> list[Post]:
    """The newest ones."""
    found = Post.objects.filter(topic=to, position__gt=0, status=Status.VISIBLE, mask=None)
    only = ("topic", "html", "created_at", "edited_at", "member__handle", "member__display_name", "member__kind")
    rows = found.select_related("member").order_by("-position").only(*only, "mask")[:FEED_LENGTH]
    for row in rows:
        row.topic = to
    return list(rows)
