"""On which days somebody looks at the desk: their own choice, which they change whenever they like."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from activity import locks
from members.models import Member
from moderation import rules
from moderation.models import DeskDay


@transaction.atomic
def choose_days(*, member: Member, weekdays: Iterable[int]) -> None:
    """These, and no others. Raises NotAllowed for whoever tends nothing."""
    rules.may_use_desk(member)
    wanted = set(weekdays) & set(range(7))
    locks.delete(DeskDay.objects.filter(member=member).exclude(weekday__in=wanted))
    rows = [DeskDay(member=member, weekday=number) for number in sorted(wanted)]
    DeskDay.objects.bulk_create(rows, ignore_conflicts=True)
