"""Under which name a row is written."""

from __future__ import annotations

from typing import TypedDict

from django.db import transaction

from masks import rules, sealed
from masks.models import Mask
from members.models import Member


class AuthorFields(TypedDict):
    """The two columns of an `Authored` row."""

    member: Member | None
    mask: Mask | None


@transaction.atomic
def author_fields(*, actor: Member, topic_id: int, masked: bool, space_id: int | None = None) -> AuthorFields:
    """Who stands beside a new row: the member, or the member's mask in this topic, made if need be.

    Raises NotAllowed when the member may not speak through a mask here.
    """
    if not masked:
        return {"member": actor, "mask": None}
    rules.may_wear(member=actor, topic_id=topic_id, space_id=space_id)
    mask = sealed.wear(member=actor, topic_id=topic_id)
    rules.not_muted(mask)
    return {"member": None, "mask": mask}


def mute(*, mask: Mask) -> None:
    """A moderator asks this name to say no more in its topic; the member's other masks are not touched."""
    Mask.objects.filter(pk=mask.pk).update(muted=True)
    mask.muted = True
