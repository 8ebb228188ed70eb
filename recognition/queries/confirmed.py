"""In which matters somebody was helped, and in which their help was confirmed: reasons to show them a question."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from members.models import Member
from recognition.models import Help

LOOKED_THROUGH = 200  # newest acts of help; older ones say little about what somebody could answer today


def tags_of_help(member: Member) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """(tag → when they were last helped with it, tag → when their help with it was last confirmed). One query.

    Only acts with a name on both sides: a mask leads to nothing else, not even to a question.
    """
    acts = Help.objects.filter(
        Q(helped=member) | Q(helper=member),
        kind=Help.Kind.ANSWER,
        tag__isnull=False,
        helper__isnull=False,
        helped__isnull=False,
    ).order_by("-at", "-pk")
    was_helped: dict[int, datetime] = {}
    has_helped: dict[int, datetime] = {}
    for tag, helped, at in acts.values_list("tag", "helped", "at")[:LOOKED_THROUGH]:
        (was_helped if helped == member.pk else has_helped).setdefault(tag, at)
    return was_helped, has_helped
