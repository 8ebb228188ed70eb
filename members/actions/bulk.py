"""Writes many people at once, for importers. No ledger events: nobody is greeted, nudged or told."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from members.models import Member

TOMBSTONE_HANDLE = "somebody-who-left"


def create_imported(*, people: Sequence[Member]) -> list[Member]:
    """Adds people without credentials, e-mail or mail choices; their handles must be free."""
    locked_out = make_password(None)
    for person in people:
        person.password = locked_out
        person.email = None
        person.is_listed = False
        person.stage = Member.Stage.MEMBER  # whoever came with their words is not new, and nobody greets them
        person.approved_at = None
        if person.kind == Member.Kind.PERSON:
            person.kind = Member.Kind.IMPORTED
    return Member.objects.bulk_create(people)


def tombstone() -> Member:
    """The one member who stands for every author who is gone."""
    row, _made = Member.objects.get_or_create(
        kind=Member.Kind.TOMBSTONE,
        defaults={
            "handle": TOMBSTONE_HANDLE,
            "display_name": "A former member",
            "stage": Member.Stage.MEMBER,
            "is_listed": False,
            "is_active": False,
            "password": make_password(None),
            "joined_at": timezone.now(),
        },
    )
    return row
