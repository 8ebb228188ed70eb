"""Somebody took their mask off in a topic: thanks and help there carry their name from now on."""

from __future__ import annotations

from uuid import UUID

from activity import locks
from activity.models import Event
from recognition.models import Help, Thanks


def unmasked(event: Event) -> None:
    """On mask.taken_off: the rows go to the member, who said so themselves."""
    mask_id = UUID(event.data["mask"])
    if event.member_id is None:
        return
    locks.update(Thanks.objects.filter(mask=mask_id), mask=None, member=event.member_id)
    locks.update(Help.objects.filter(helper_mask=mask_id), helper_mask=None, helper=event.member_id)
    locks.update(Help.objects.filter(helped_mask=mask_id), helped_mask=None, helped=event.member_id)
