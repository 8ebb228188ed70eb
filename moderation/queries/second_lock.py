"""Until when a steward may go on without a second lock."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Min

from forum.models import Appointment
from members.models import Member
from members.queries.second_lock import begins_to_close


def second_lock_until(member: Member) -> datetime | None:
    """None where they have one. Two queries."""
    if is_mfa_enabled(member):
        return None
    if member.is_staff:
        return begins_to_close(member.lock_asked_from)
    begun = Appointment.objects.in_force().filter(member=member).aggregate(begun=Min("starts_at"))["begun"]
    return begins_to_close(begun)
