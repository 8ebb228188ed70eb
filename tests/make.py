"""Builders: keyword-only, each makes one thing as it would stand in a real community."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from members.models import Member, Suspension

_numbers = count(1)
PASSWORD = "a long enough password"


def member(*, handle: str = "", **more: Any) -> Member:
    """A living account that may write; it joined a month ago."""
    number = next(_numbers)
    handle = handle or f"somebody{number}"
    now = timezone.now()
    fields = {
        "email": f"{handle}@example.org",
        "display_name": handle.title(),
        "stage": Member.Stage.MEMBER,
        "approved_at": now - timedelta(days=30),
        "joined_at": now - timedelta(days=30),
        "password": PASSWORD,
    } | more
    return Member.objects.create_user(handle, **fields)


def suspension(*, member: Member, by: Member, days: int = 7, reason: str = "Selling something.") -> Suspension:
    return Suspension.objects.create(
        member=member, by=by, reason=reason, until=timezone.now() + timedelta(days=days)
    )
