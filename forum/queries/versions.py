"""Earlier versions of a post."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from django.db.models import Max
from django.utils.safestring import SafeString

from forum.models import Post, Revision
from writing.diff import diff


@dataclass(frozen=True, slots=True)
class Version:
    """One version and what it changed. The first one stands whole."""

    revision: Revision
    changes: SafeString | None
    title_changes: SafeString | None


def versions_of(post: Post, *, all: bool) -> list[Version]:
    """The versions, the newest first; without `all` none of those for which it was hidden. At most two queries."""
    found = post.revisions.select_related("member", "mask").order_by("number")
    if not all:
        found = found.filter(number__gt=post.reworks.aggregate(up_to=Max("withheld"))["up_to"] or 0)
    revisions = list(found)
    made = [Version(revisions[0], None, None)] if revisions else []
    for before, after in itertools.pairwise(revisions):
        retitled = diff(before.title, after.title) if before.title != after.title else None
        made.append(Version(after, diff(before.body, after.body), retitled))
    return made[::-1]
