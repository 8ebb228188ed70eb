"""What a new post or comment passes on its way in: how much one person may write, and whether a person reads it first."""

from __future__ import annotations

from django.db import models

from activity.record import record
from forum import holds, limits
from forum.actions import wording
from forum.actions.appearance import set_status, show_when_due
from forum.actions.tending import release
from forum.models import Comment, Post, Row, Status, Topic, post_of
from masks.models import Mask
from members.models import Member
from members.queries import community


def _check(limit: limits.Limit, *, actor: Member, rows: type[models.Model], masked: bool) -> None:
    """Passes while the member has written less than the limit: named rows are counted, masked ones sealed."""
    if masked:
        limits.check_masked(limit, member=actor)
    else:
        limits.check_rows(limit, member=actor, rows=rows._default_manager.filter(member=actor))


def topics_within(actor: Member, *, masked: bool) -> None:
    _check(limits.topics(actor), actor=actor, rows=Topic, masked=masked)


def posts_within(actor: Member, *, masked: bool) -> None:
    _check(limits.posts(actor), actor=actor, rows=Post, masked=masked)


def comments_within(actor: Member, *, masked: bool) -> None:
    _check(limits.comments(actor), actor=actor, rows=Comment, masked=masked)


def admit_or_hold(row: Row) -> None:
    """Shows a locked new row now or after its grace, or holds it for a person to read first."""
    if reasons := reasons_to_hold(row):
        _hold(row, reasons)
    else:
        show_when_due(row)


def hold_if_needed(row: Row) -> None:
    """Holds a locked row when an edit has put into it what would have been held at first; lets one that is held
    through when an edit has taken out all that held it.
    """
    reasons = reasons_to_hold(row)
    if row.status in (Status.VISIBLE, Status.WAITING) and reasons:
        _hold(row, reasons)
    elif row.status == Status.HELD and not reasons:
        release(row=row)


def _hold(row: Row, reasons: list[str]) -> None:
    set_status(row, Status.HELD)
    topic = post_of(row).topic
    record(
        verb="post.held",
        actor=row,
        target=row,
        space_id=topic.space_id,
        data={"reasons": reasons, "topic": topic.pk},
    )


def reasons_to_hold(row: Row) -> list[str]:
    return holds.reasons_to_hold(
        html=row.html,
        visible_before=_visible_before(row),
        masked=row.is_masked,
        blocked_words=community().blocked_words,
        title=row.topic.title if isinstance(row, Post) and row.is_opening else "",
    ) + wording.reasons_to_hold(row)


def _visible_before(row: Row) -> int:
    """How much of its author's is read by others: posts; before a comment other comments count as well."""
    kinds: tuple[type[Row], ...] = (Post, Comment) if isinstance(row, Comment) else (Post,)
    author: dict[str, Member | Mask | None] = {"mask": row.mask} if row.is_masked else {"member": row.member}
    return sum(
        kind._default_manager.filter(status=Status.VISIBLE, **author)
        .exclude(pk=row.pk if isinstance(row, kind) else 0)[: holds.NEW_UNTIL]
        .count()
        for kind in kinds
    )
