"""Is somebody to be left in peace for two weeks, because a moderator read something that worried them?"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from masks import sealed
from members.models import Member
from nudges.models import Crisis


def paused_until(member: Member) -> datetime | None:
    """Until when nothing is suggested to this member, whichever of their names it came through; None: it is not so.

    For the member's own eyes and for deciding alone. Never write it down: it may have come through a mask.
    """
    named = Crisis.objects.filter(member=member, until__gt=timezone.now()).order_by("-until")
    found = [named.values_list("until", flat=True).first(), sealed.in_peace_until(member)]
    return max((until for until in found if until is not None), default=None)
