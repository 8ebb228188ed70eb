"""The end of a masked row's grace: two minutes in which only its author sees it and can take it back."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from activity import locks, sweeps
from forum.actions.appearance import locked_by_key, show_when_due
from forum.models import Comment, Post, Status
from masks.hours import HourOf

AT_ONCE = 500  # rows of one sweep; a busy place has a handful


def release_waiting() -> int:
    """Shows every row whose grace is over, each in a transaction of its own. Says how many."""
    shown = 0
    for kind in (Post, Comment):
        due = kind._default_manager.filter(status=Status.WAITING, visible_from__lte=timezone.now()).order_by("pk")
        keys = due.values_list("pk", flat=True)
        shown += sweeps.each(keys, partial(_release, kind), what="forum.release_failed", most=AT_ONCE)
    _blur()
    return shown


def _blur() -> None:
    """A masked row that is held or hidden keeps the exact end of its grace only until then: after it, the hour."""
    hour = HourOf("visible_from")
    for kind in (Post, Comment):
        unread = kind._default_manager.filter(status__in=[Status.HELD, Status.HIDDEN], mask__isnull=False)
        due = unread.filter(visible_from__lte=timezone.now()).exclude(visible_from=hour)
        locks.update(due, visible_from=hour)


@transaction.atomic
def _release(kind: type[Post | Comment], pk: int) -> bool:
    row = locked_by_key(kind, pk)
    if row is None or row.status != Status.WAITING:
        return False  # it was taken back, held or shown a moment ago
    show_when_due(row)
    return True
