"""Suspending an account for a while, with a reason that its member reads. Named accounts only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activity.locks import lock
from activity.record import record
from members.actions import suspensions
from members.models import Member, Suspension
from moderation import rules
from moderation.models import Decision


@transaction.atomic
def suspend(*, moderator: Member, member: Member, until: datetime, reason: str) -> Suspension:
    """Raises NotAllowed. The line in the log is not public: it names somebody's account."""
    member = lock(Member.objects.all()).get(pk=member.pk)
    rules.may_suspend(moderator, member, until)
    reason = rules.reason_for(Decision.Verb.SUSPEND, reason)
    row = suspensions.suspend(member=member, by=moderator, until=until, reason=reason)
    decision = _write_down(Decision.Verb.SUSPEND, moderator, row, reason, until=until)
    data = {"suspension": row.pk, "decision": decision.pk}
    record(verb="member.suspended", actor=moderator, target=member, data=data)
    return row


@transaction.atomic
def lift(*, moderator: Member, suspension: Suspension, reason: str = "") -> Suspension:
    suspension = lock(Suspension.objects.all()).get(pk=suspension.pk)
    rules.may_lift(moderator, suspension)
    suspensions.lift(suspension=suspension, by=moderator)
    _write_down(Decision.Verb.LIFT, moderator, suspension, reason)
    data = {"suspension": suspension.pk}
    record(verb="member.suspension_lifted", actor=moderator, target=suspension.member, data=data)
    return suspension


def _write_down(
    verb: Decision.Verb, moderator: Member, row: Suspension, reason: str, until: datetime | None = None
) -> Decision:
    return Decision.objects.create(
        moderator=moderator,
        verb=verb,
        member=row.member,
        reason=reason,
        is_public=False,
        before={"row": row.pk},
        data={"until": until.isoformat()} if until else {},
        at=timezone.now(),
    )
