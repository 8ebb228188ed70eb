"""Who looks after an installation, and what stands in the way of replacing it."""

from __future__ import annotations

from django.db import DatabaseError
from django.utils.translation import gettext as _

from members.models import Member
from members.rules import NotAllowed


def is_lived_in() -> bool:
    """Is there a community that would be replaced?"""
    try:
        return bool(Member.objects.people().exists())
    except DatabaseError:  # nothing was ever migrated here
        return False


def may_operate(member: Member) -> None:
    """Passes for admins who have shown their second lock."""
    if not member.is_staff:
        raise NotAllowed(_("Only an admin does this."))
