"""Was nearly the same text posted here before, by somebody else? Sellers post theirs from account to account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db.models.functions import Length
from django.utils import timezone

from forum import likeness
from forum.models import Comment, Post, Row, Status

WITHIN = timedelta(days=14)  # a seller comes in waves
NEWEST = 500  # rows of each kind that are looked at, of which few are as long as this one
WAVE = 2  # so often by others: nobody's chance, and it waits for a person however long that takes
SHORTEST, LONGEST = 0.5, 2.0  # times the length of this one
# What its author took back is nobody's business any more.
LOOKED_AT = (Status.VISIBLE, Status.HELD, Status.HIDDEN)


def times_posted(row: Row, *, most: int = 1) -> int:
    """How often, up to `most`. A named row is compared with named ones and a masked one with masked ones, never across:
    that the same words stand under a name and under a mask is not for us to notice.
    """
    mine = likeness.shingles(row.html)
    likes = (html for html in _candidates(row) if likeness.is_nearly(mine, likeness.shingles(html)))
    return sum(1 for _ in islice(likes, most)) if mine else 0


def _candidates(row: Row) -> Iterator[str]:
    size = len(row.html)
    for kind in (Post, Comment):
        newest = kind._default_manager.order_by("-pk").values("pk")[:NEWEST]  # by the key alone, however few are recent
        rows: Any = _others(kind, row).filter(pk__in=newest).annotate(length=Length("html"))
        yield from rows.filter(length__gte=size * SHORTEST, length__lte=size * LONGEST).values_list("html", flat=True)


def _others(kind: type[Post] | type[Comment], row: Row) -> Any:
    since = timezone.now() - WITHIN
    rows = kind._default_manager.filter(created_at__gt=since, status__in=LOOKED_AT)
    if row.is_masked:
        return rows.filter(mask__isnull=False).exclude(mask=row.mask)
    return rows.filter(member__isnull=False).exclude(member=row.member)
