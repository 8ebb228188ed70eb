"""Somebody took their mask off in a topic: what they asked the moderators about it stays theirs."""

from __future__ import annotations

from uuid import UUID

from activity import locks
from activity.models import Event
from moderation.models import SecondLook


def unmasked(event: Event) -> None:
    """On mask.taken_off. Reports stay without a name: they were made so, and nobody asks whose they are."""
    if event.member_id is not None:
        locks.update(SecondLook.objects.filter(mask=UUID(event.data["mask"])), mask=None, member=event.member_id)
