"""Telling a moderator that something is wrong."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.record import record
from forum import limits
from forum.models import Row, post_of
from masks import sealed
from masks.hours import time_kept
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.models import Report


@transaction.atomic
def report(*, actor: Member, thing: Row, reason: str, note: str = "", masked: bool = False) -> Report:
    """One open report per person and thing, named or masked. The author does not see who; nor do moderators.

    Raises NotAllowed: one's own words, a second report, over the limit.
    """
    rules.may_report(actor, thing)
    _within_limit(actor, masked=masked)
    post = post_of(thing)
    try:
        with transaction.atomic():
            row = Report.objects.create(
                **rules.about(thing),
                reporter_tag=sealed.giver_tag(actor, f"report.{thing._meta.model_name}", thing.pk),
                reason=Report.Reason(reason),
                note=note,
                member=None if masked else actor,
                mask=sealed.wear(member=actor, topic_id=post.topic_id) if masked else None,
                at=time_kept(timezone.now(), masked=masked),
            )
    except IntegrityError:
        raise NotAllowed(_("You have told us already. A moderator will read it.")) from None
    record(
        verb="post.reported",
        actor=row,
        target=post,
        space_id=post.topic.space_id,
        data={"reason": row.reason, "topic": post.topic_id, "comment": row.comment_id},
    )
    return row


def _within_limit(actor: Member, *, masked: bool) -> None:
    if masked:
        limits.check_masked(limits.REPORTS, member=actor)
    else:
        limits.check_rows(limits.REPORTS, member=actor, rows=Report.objects.filter(member=actor), at="at")
