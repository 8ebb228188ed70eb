"""Who tends which space, and until when. Every term ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum.models import Appointment, Space
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import Decision


@transaction.atomic
def appoint(*, admin: Member, member: Member, space: Space, ends_at: datetime, why: str = "") -> Appointment:
    """A term for one space. Raises NotAllowed; also where they tend it already."""
    rules.may_appoint(admin)
    rules.may_be_appointed(member, ends_at)
    lock(Member.objects.all()).get(pk=member.pk)  # two admins at once take turns
    mine = Appointment.objects.filter(member=member, space=space, ended_at=None)
    mine.filter(ends_at__lte=timezone.now()).update(ended_at=F("ends_at"))
    if mine.exists():
        raise NotAllowed(_("%(name)s tends this space already.") % {"name": member.shown_name})
    row = Appointment.objects.create(member=member, space=space, by=admin, ends_at=ends_at, why=why)
    _write_down(Decision.Verb.APPOINT, admin, row, why or _("A new term."))
    data = {"appointment": row.pk}
    record(verb="moderator.appointed", actor=admin, target=member, space_id=space.pk, data=data)
    return row


@transaction.atomic
def end_term(*, admin: Member, appointment: Appointment, why: str = "") -> Appointment:
    """Ends a term before its day. Raises NotAllowed."""
    rules.may_appoint(admin)
    row = lock(Appointment.objects.all()).get(pk=appointment.pk)
    if row.ended_at is not None or row.ends_at <= timezone.now():
        raise NotAllowed(_("This term is over already."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _write_down(Decision.Verb.END_TERM, admin, row, why or _("The term ended early."))
    return row


def _write_down(verb: Decision.Verb, admin: Member, row: Appointment, reason: str) -> None:
    Decision.objects.create(
        moderator=admin,
        verb=verb,
        member=row.member,
        space=row.space,
        reason=reason,
        before={"row": row.pk},
        data={"until": row.ends_at.date().isoformat()},
    )
