"""Whoever wears a name that two admins uncovered is told, within a week, unless a law forbids it until a day."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activity.locks import lock_free
from forum.models import Topic
from masks.models import Mask, Reveal
from notices.actions.tell import tell

AT_ONCE = 100


@transaction.atomic
def tell_of_reveals() -> int:
    """Every hour: those that were agreed and are not told, and says how many. Safe to run twice at once."""
    may_be_told = Q(law_hold_until=None) | Q(law_hold_until__lt=timezone.localdate())
    due = Reveal.objects.filter(may_be_told, at__isnull=False, told_at=None).order_by("pk")
    rows = list(lock_free(due)[:AT_ONCE])
    for row in rows:
        mask = Mask.objects.filter(pk=row.mask_id).first()
        if mask is not None:
            topic = Topic.objects.filter(pk=row.topic_id).first()
            tell(to=mask, kind="revealed", dedupe_key=f"revealed:{row.pk}", topic=topic, data={"reason": row.reason})
        row.told_at = timezone.now()
        row.save(update_fields=["told_at"])
    return len(rows)
