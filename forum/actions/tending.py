"""What moderators and time do to a post or comment. Who may is asked by `moderation`; a reason is kept there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from activity.record import record
from forum.actions.appearance import locked, set_status, show_when_due, stand_again
from forum.models import Row, Status, post_of
from members.models import Member


@transaction.atomic
def hide(*, row: Row, by: Member | None = None, **about: object) -> None:
    """Hides a post or comment from everybody but its author and the moderators. Again: nothing happens.

    `about` goes with the event: the number of the decision and its reason.
    """
    row = locked(row)
    if row.status in (Status.HIDDEN, Status.DELETED):
        return
    set_status(row, Status.HIDDEN)
    _record("post.hidden", row, by, **about)


@transaction.atomic
def unhide(*, row: Row, by: Member | None = None, **about: object) -> None:
    """Shows a hidden post or comment again."""
    row = locked(row)
    if row.status != Status.HIDDEN:
        return
    show_when_due(row)
    _record("post.restored", row, by, **about)


@transaction.atomic
def hold(*, row: Row, by: Member | None = None, reasons: list[str] | None = None) -> None:
    """Takes a post or comment out of sight until a person has read it."""
    row = locked(row)
    if row.status not in (Status.VISIBLE, Status.WAITING):
        return
    set_status(row, Status.HELD)
    _record("post.held", row, by, reasons=reasons or [])


@transaction.atomic
def release(*, row: Row, by: Member | None = None) -> None:
    """Lets a held post or comment appear; `by` is nobody where time did it. Again: nothing happens."""
    row = locked(row)
    if row.status != Status.HELD:
        return
    show_when_due(row)
    _record("post.released", row, by)


@transaction.atomic
def put_back(*, row: Row, before: Mapping[str, Any], by: Member, **about: object) -> None:
    """A decision is taken back: the row stands as it stood `before` (appearance.standing)."""
    row = locked(row)
    stand_again(row, before)
    _record(STANDS_AGAIN[Status(row.status)], row, by, **about)


STANDS_AGAIN = {Status.VISIBLE: "post.restored", Status.HELD: "post.held", Status.HIDDEN: "post.hidden"}


def _record(verb: str, row: Row, by: Member | None, **data: object) -> None:
    topic = post_of(row).topic
    record(verb=verb, actor=by, target=row, space_id=topic.space_id, data={"topic": topic.pk, **data})
