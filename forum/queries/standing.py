"""How much of what somebody wrote is read by others: whether they are still new here."""

from __future__ import annotations

from forum import holds
from forum.models import Comment, Post, Row, Status
from masks.models import Mask
from members.models import Member

# As their indexes have them.
NEWEST_FIRST: dict[type[Row], tuple[str, ...]] = {Post: ("-created_at", "-id"), Comment: ("-id",)}


def standing_of(row: Row) -> holds.Standing:
    """How much of its author's is read by others: posts; before a comment other comments count as well."""
    kinds: tuple[type[Row], ...] = (Post, Comment) if isinstance(row, Comment) else (Post,)
    author: dict[str, Member | Mask | None] = {"mask": row.mask} if row.is_masked else {"member": row.member}
    times = [
        at
        for kind in kinds
        for at in kind._default_manager.filter(status=Status.VISIBLE, **author)
        .exclude(pk=row.pk if isinstance(row, kind) else 0)
        .order_by(*NEWEST_FIRST[kind])
        .values_list("created_at", flat=True)[: holds.LITTLE]
    ]
    return holds.Standing(min(len(times), holds.LITTLE), max(times, default=None), row.is_masked)
