"""By night: which member has linked which place of the web, so that a link of somebody new can be asked about it.

Only then, and never while somebody writes: a place that is known a day later does no harm, and one that a seller brings
becomes known no sooner than somebody had a day to see it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from activity import locks
from forum import holds
from forum.models import LinkedPlace, Post
from forum.queries.places import that_count

BATCH = 200  # posts of one transaction
LINK = 'href="http'


def note_places() -> int:
    """Reads what there is, the newest first, in batches. It may be stopped and begun again at any time, and what somebody
    is writing to is left to the next night. Says how many rows are new.
    """
    _forget()
    before = LinkedPlace.objects.count()
    last: int | None = None
    while True:
        with transaction.atomic():
            # locked, so that an edit at the same time is neither missed nor undone
            found = list(locks.lock_free(_posts(last))[:BATCH])
            _note(found)
        if not found:
            return LinkedPlace.objects.count() - before
        last = found[-1].pk


def _posts(last: int | None) -> QuerySet[Post]:
    posts = that_count().filter(html__contains=LINK).only("html", "member").order_by("-pk")
    return posts if last is None else posts.filter(pk__lt=last)


def _forget() -> None:
    """What its post does not bear out any more; an older one of the same member takes its place."""
    still = that_count().filter(pk=OuterRef("post"), member=OuterRef("member"), html__contains=LINK)
    locks.delete_free(LinkedPlace.objects.filter(~Exists(still)))


def _note(found: list[Post]) -> None:
    linked = {post.pk: holds.places_linked(post.html) for post in found}
    there = LinkedPlace.objects.filter(post__in=linked).values_list("pk", "post", "place")
    locks.delete(LinkedPlace.objects.filter(pk__in=[pk for pk, post, place in there if place not in linked[post]]))
    LinkedPlace.objects.bulk_create(
        [
            LinkedPlace(place=place, member_id=post.member_id, post=post)
            for post in found
            if post.member_id is not None
            for place in sorted(linked[post.pk])
        ],
        ignore_conflicts=True,
    )
