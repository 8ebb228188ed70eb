"""A kind of mail is tried: by lot a tenth of those who would get it get none, and both groups are looked at alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.record import record
from members.models import Member
from members.rules import NotAllowed
from notices.models import Message
from notices.rules import Drop, Go
from notices.treaty import can_be_tried
from nudges.models import Allowance, Assignment, Trial
from nudges.policy import LANDMARK, is_held
from nudges.queries.trials import ANSWERED, HOPED, WROTE


@transaction.atomic
def begin(*, actor: Member, kind: str) -> Trial:
    """From now on. Who begins it twice gets the one that runs."""
    _may(actor)
    if kind not in can_be_tried():
        raise NotAllowed(_("That kind is never left out by lot: somebody waits for it, or asked for it."))
    trial, made = Trial.objects.get_or_create(kind=kind, ended_at=None, defaults={"began_by": actor})
    if made:
        record(verb="trial.begun", actor=actor, target=trial)
    return trial


@transaction.atomic
def end(*, actor: Member, kind: str) -> None:
    """Everybody gets it again; what was seen stays on the page."""
    _may(actor)
    trial = locks.lock(Trial.objects.filter(kind=kind, ended_at=None)).first()
    if trial is None:
        return
    trial.ended_at, trial.ended_by = timezone.now(), actor
    trial.save(update_fields=["ended_at", "ended_by"])
    record(verb="trial.ended", actor=actor, target=trial)


def _may(actor: Member) -> None:
    if not actor.is_staff:
        raise NotAllowed(_("Only admins begin and end trials."))


def by_lot(message: Message, member: Member, now: datetime) -> Go | Drop:
    """Everything else has said yes: is this member left out by lot? Asked inside the transaction that takes the lease.

    Never of what a mask had a part in, which counts toward nothing, nor of who would rather not.
    """
    if message.keeps_hours:
        return Go()
    trial = Trial.objects.filter(kind=message.kind, ended_at=None).first()
    if trial is None or Allowance.objects.filter(member=member, in_trials=False).exists():
        return Go()
    held = is_held(message.kind, member.pk)
    Assignment.objects.get_or_create(
        trial=trial, member=member, defaults={"message": message, "is_held": held, "at": now}
    )
    return Drop(_("Held out by lot: one in ten gets none for a while, to see whether it helps.")) if held else Go()


def note_landmarks() -> None:
    """Hourly: of everybody whose fortnight is over, in both groups alike, whether they did what was hoped for. Told from
    what they did here under their own name; what they did behind a mask is in none of it.
    """
    values: dict[str, Any] = {"over": timezone.now() - LANDMARK, "landmark": LANDMARK}
    values |= {hope: [kind for kind, hoped in HOPED.items() if hoped == hope] for hope in (ANSWERED, WROTE)}
    with connection.cursor() as cursor:
        cursor.execute(DID, values)


DID = """
UPDATE nudges_assignment AS lot SET did = CASE
    WHEN trial.kind = ANY(%(answered)s) THEN EXISTS (
        SELECT 1 FROM forum_post AS post JOIN forum_topic AS topic ON topic.id = post.topic_id
        WHERE post.member_id = lot.member_id AND post.position > 0 AND post.status = 'visible'
          AND topic.member_id IS DISTINCT FROM lot.member_id
          AND post.created_at > lot.at AND post.created_at <= lot.at + %(landmark)s)
    WHEN trial.kind = ANY(%(wrote)s) THEN EXISTS (
        SELECT 1 FROM forum_post AS post WHERE post.member_id = lot.member_id AND post.status = 'visible'
          AND post.created_at > lot.at AND post.created_at <= lot.at + %(landmark)s)
    ELSE EXISTS (
        SELECT 1 FROM forum_readingmark AS mark WHERE mark.member_id = lot.member_id
          AND mark.at > date_bin('1 day', lot.at, 'epoch') AND mark.at <= lot.at + %(landmark)s)
END
FROM nudges_trial AS trial, (
    SELECT id FROM nudges_assignment WHERE did IS NULL AND at <= %(over)s ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
) AS due
WHERE due.id = lot.id AND trial.id = lot.trial_id
"""
