"""Where something is now that was asked for under an address that it had before."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser

from forum import rules
from forum.models import FormerPlace, Post, Topic
from members.models import Member


def now_at(viewer: Member | AnonymousUser | None, *, topic_id: int, post_id: int = 0) -> str:
    """The address of the post or the topic; "" where it did not move, or where they may not read it."""
    return _post(viewer, topic_id, post_id) if post_id else _topic(viewer, topic_id)


def now_in(topics: Iterable[int]) -> dict[int, int]:
    """The topic in which each of these stands now: itself, or the one that it became. One query where none was merged."""
    found = {pk: pk for pk in topics}
    while found:
        merged = Topic.objects.filter(pk__in=set(found.values()), merged_into__isnull=False)
        into = dict(merged.values_list("pk", "merged_into"))
        if not into:
            break
        found = {pk: into.get(now, now) for pk, now in found.items()}
    return found


def _post(viewer: Member | AnonymousUser | None, topic_id: int, post_id: int) -> str:
    if not FormerPlace.objects.filter(post=post_id, topic_id=topic_id).exists():
        return ""
    try:
        post = rules.load_post(viewer, post_id)
    except Post.DoesNotExist:
        return ""
    return post.get_absolute_url() if post.topic_id != topic_id else ""


def _topic(viewer: Member | AnonymousUser | None, topic_id: int) -> str:
    into = Topic.objects.filter(pk=topic_id).values_list("merged_into", flat=True).first()
    if into is None:
        return ""
    try:
        return rules.load_topic(viewer, into).get_absolute_url()
    except Topic.DoesNotExist:
        return _topic(viewer, into)
