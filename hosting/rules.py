"""What stands in the way of replacing what is here."""

from __future__ import annotations

from django.db import DatabaseError

from members.models import Member


def is_lived_in() -> bool:
    """Is there a community that would be replaced?"""
    try:
        return bool(Member.objects.people().exists())
    except DatabaseError:  # nothing was ever migrated here
        return False
