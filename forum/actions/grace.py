"""The end of a masked row's grace: two minutes in which only its author sees it and can take it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forum.actions.appearance import let_appear, locked
from forum.models import Comment, Post, Status

AT_ONCE = 500  # rows of one sweep; a busy place has a handful


def release_waiting() -> int:
    """Shows every row whose grace is over, each in a transaction of its own. Says how many."""
    return sum(
        _release(row)
        for kind in (Post, Comment)
        for row in kind._default_manager.filter(status=Status.WAITING, visible_from__lte=timezone.now()).order_by("pk")[
            :AT_ONCE
        ]
    )


@transaction.atomic
def _release(row: Post | Comment) -> bool:
    row = locked(row)
    if row.status != Status.WAITING:
        return False  # it was taken back, held or shown a moment ago
    let_appear(row)
    return True
