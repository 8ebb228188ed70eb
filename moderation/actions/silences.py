"""Silencing a named account in a space, or in all, for a while. Behind a mask `restrict` closes the topic instead."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from activity.locks import lock
from activity.record import record
from forum.models import Silence, Space
from members.models import Member
from moderation import rules
from moderation.models import Decision

Verb = Decision.Verb


@transaction.atomic
def silence(*, moderator: Member, member: Member, space: Space | None, until: datetime, reason: str) -> Decision:
    """They may read, and not write there, under any name. Raises NotAllowed. It is not in the public log."""
    member = lock(Member.objects.all()).get(pk=member.pk)
    rules.may_silence(moderator, member, space, until)
    reason = rules.reason_for(Verb.SILENCE, reason)
    row = Silence.objects.create(member=member, space=space, by=moderator, until=until, reason=reason)
    decision = Decision.objects.create(
        moderator=moderator,
        verb=Verb.SILENCE,
        space=space,
        member=member,
        reason=reason,
        is_public=False,
        before={"row": row.pk},
        data={"until": until.isoformat()},
        at=timezone.now(),
    )
    data = {"silence": row.pk, "decision": decision.pk}
    record(verb="member.silenced", actor=moderator, target=member, space_id=space.pk if space else None, data=data)
    return decision


def lift(*, row: Silence, by: Member) -> None:
    """Ends a locked one."""
    row.lifted_at, row.lifted_by = timezone.now(), by
    row.save(update_fields=["lifted_at", "lifted_by"])
    record(verb="member.heard_again", actor=by, target=row.member, space_id=row.space_id, data={"silence": row.pk})
