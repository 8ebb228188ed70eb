"""Under which name a row is written."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypedDict

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from masks import rules, sealed
from masks.models import Mask, Reveal
from members.models import Member
from members.rules import NotAllowed


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


LONGEST_LAW_HOLD = timedelta(days=366)
SHORTEST_REASON = 20  # letters: a sentence that another admin can weigh


@transaction.atomic
def ask_to_reveal(*, admin: Member, mask: Mask, reason: str, law_hold: str = "", until: date | None = None) -> Reveal:
    """Asks another admin. Raises NotAllowed; Reveal.DoesNotExist for whoever may not know that there is such a thing."""
    rules.may_break_glass(admin)
    reason, law_hold = reason.strip(), law_hold.strip()
    if len(reason) < SHORTEST_REASON:
        raise NotAllowed(_("Please write why nothing else will do, in a sentence that another admin can weigh."))
    today = timezone.localdate()
    if bool(law_hold) != (until is not None) or (until and not today < until <= today + LONGEST_LAW_HOLD):
        raise NotAllowed(_("A law that forbids to tell the author has a name, and an end within a year."))
    try:
        with transaction.atomic():
            row = Reveal.objects.create(
                mask_id=mask.pk,
                topic_id=mask.topic_id,
                name=mask.name,
                reason=reason,
                asked_by=admin,
                asked_at=timezone.now(),
                law_hold=law_hold,
                law_hold_until=until,
            )
    except IntegrityError:
        raise NotAllowed(_("Somebody has asked for this already, and it is not decided yet.")) from None
    record(verb="mask.reveal_asked", actor=admin, target=row)
    return row


@transaction.atomic
def agree_to_reveal(*, admin: Member, row: Reveal) -> Reveal:
    """Another admin says that it is right: each of the two can read it once from now on. Raises NotAllowed."""
    row = lock(Reveal.objects.all()).get(pk=row.pk)
    rules.may_agree(admin, row)
    row.agreed_by, row.at = admin, timezone.now()
    row.save(update_fields=["agreed_by", "at"])
    record(verb="mask.reveal_agreed", actor=admin, target=row)
    return row


@transaction.atomic
def decline_to_reveal(*, admin: Member, row: Reveal) -> Reveal:
    """Another admin says no, or whoever asked takes it back. Raises NotAllowed."""
    row = lock(Reveal.objects.all()).get(pk=row.pk)
    rules.may_break_glass(admin)
    rules.still_open(row)
    row.declined_by, row.declined_at = admin, timezone.now()
    row.save(update_fields=["declined_by", "declined_at"])
    record(verb="mask.reveal_declined", actor=admin, target=row)
    return row


def mute(*, mask: Mask) -> None:
    """A moderator asks this name to say no more in its topic; the member's other masks are not touched."""
    Mask.objects.filter(pk=mask.pk).update(muted=True)
    mask.muted = True
