"""What a member lets wait until it is posted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from forum.models import Scheduled
from members.models import Member
from members.zones import zone
from writing import dates
from writing.pictures import HOME, names_in


def scheduled(member: Member) -> list[Scheduled]:
    """All of theirs: what has a time first, the next one on top; then what came back, the newest first. One query."""
    return list(Scheduled.objects.filter(member=member).order_by(F("at").asc(nulls_last=True), "-updated_at", "pk"))


def pictures() -> set[str]:
    """The names of those that are shown once what waits is posted, in half a year perhaps."""
    bodies = Scheduled.objects.filter(at__isnull=False, body__contains=HOME).values_list("body", flat=True)
    return {name for body in bodies for name in names_in(body)}


def shown_later(member: Member, names: Collection[str]) -> set[str]:
    """Those of the names that stand in what they keep to be posted, whether it waits or came back."""
    bodies = Scheduled.objects.filter(member=member, body__contains=HOME).values_list("body", flat=True)
    return {name for body in bodies for name in names_in(body)} & set(names)


def local(at: datetime, member: Member) -> datetime:
    """As the clock on their wall says, without a zone."""
    return at.astimezone(zone(member.time_zone)).replace(tzinfo=None)


def in_words(at: datetime, member: Member) -> str:
    """ "Tuesday, 1 December 2026, 09:00", in their own zone."""
    there = local(at, member)
    return dates.together(dates.weekday(there), dates.moment(there))
