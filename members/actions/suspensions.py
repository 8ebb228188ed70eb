"""A pause for an account. Who may is asked by `moderation`, which also keeps the log."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from members.models import Member, Suspension


@transaction.atomic
def suspend(*, member: Member, by: Member, until: datetime, reason: str) -> Suspension:
    """The member may not write until then, under any name, and reads the reason. They may still read and leave."""
    return Suspension.objects.create(member=member, by=by, until=until, reason=reason)


@transaction.atomic
def suspend_again(*, suspension: Suspension) -> None:
    """It was ended before its day, and that is taken back: it holds until the day it held before."""
    suspension.lifted_at = suspension.lifted_by = None
    suspension.save(update_fields=["lifted_at", "lifted_by"])


@transaction.atomic
def lift(*, suspension: Suspension, by: Member) -> None:
    """Ends a suspension before its day."""
    suspension.lifted_at, suspension.lifted_by = timezone.now(), by
    suspension.save(update_fields=["lifted_at", "lifted_by"])
