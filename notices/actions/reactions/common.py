"""What the handlers share. Each is state-based: it reads what is true now, so it may run twice, late or out of order."""

from __future__ import annotations

from uuid import UUID

from django.urls import NoReverseMatch, reverse

from activity.models import Event
from masks.models import Mask
from members.models import Member


def actor_of(event: Event) -> Member | Mask | None:
    """Who did it; None for the community itself, and for whoever is gone."""
    return person(event.member_id, event.mask_id)


def person(member_id: int | None, mask_id: UUID | None) -> Member | Mask | None:
    if mask_id is not None:
        return Mask.objects.filter(pk=mask_id).first()
    return Member.objects.filter(pk=member_id).first() if member_id is not None else None


def path(name: str, *args: object) -> str:
    """The path of a named page, or "" where an installation has no such page: the notice then leads to its topic."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
