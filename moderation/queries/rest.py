"""Hard posts stay with whoever read them. What the desk knows of that is for its own viewer, and is never kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from forum.models import Space
from members.models import Member
from moderation import rules
from moderation.models import Decision
from moderation.queries.work import colleagues


@dataclass(frozen=True, slots=True)
class Rest:
    after_hard: bool = False  # what they decided last was hard
    is_due: bool = False  # several were, one after the other: the next one goes to a colleague first


def rest_of(member: Member, space: Space | None = None) -> Rest:
    """From what they decided last; due only where there is somebody to pass it to. One query, two where it is due."""
    since = timezone.now() - rules.HARD_WITHIN
    newest = Decision.objects.filter(moderator=member, at__gt=since).order_by("-pk")
    hard = list(newest.values_list("is_hard", flat=True)[: rules.HARD_ONES])
    is_due = len(hard) == rules.HARD_ONES and all(hard)
    return Rest(after_hard=hard[:1] == [True], is_due=is_due and colleagues(member, space).exists())
