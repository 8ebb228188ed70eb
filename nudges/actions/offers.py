"""What a member opts in to: being asked to greet or to answer, and how many suggestions they want."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from members.rules import NotAllowed, may_write
from nudges.models import Allowance, Offer
from nudges.policy import FEWEST_PER_PERIOD, MOST_PER_PERIOD, MOST_SUMMONS_PER_PERIOD
from nudges.queries.mine import offered_to

PAUSE = timedelta(days=30)  # as long as any no of the treaty lasts


def offer(*, member: Member, kind: str, per_week: int) -> Offer:
    """The member may be asked, so many times in seven days. Starts a stopped or paused offer again."""
    may_write(member)
    if kind not in offered_to(member):
        raise NotAllowed(_("That cannot be offered here."))
    if not 1 <= per_week <= MOST_SUMMONS_PER_PERIOD:
        raise NotAllowed(_("Between one and three times in seven days."))
    fields = {"per_week": per_week, "at": timezone.now(), "paused_until": None, "stopped_at": None}
    row, _made = Offer.objects.update_or_create(member=member, kind=kind, defaults=fields)
    return row


def withdraw(*, member: Member, kind: str) -> None:
    """The member is not asked any more. A mentor is asked without having offered, so their no is a row."""
    if kind == Offer.Kind.MENTOR:
        Offer.objects.update_or_create(member=member, kind=kind, defaults={"stopped_at": timezone.now()})
    else:
        Offer.objects.filter(member=member, kind=kind).delete()


def pause(*, member: Member, kind: str) -> None:
    """Not for a month."""
    until = timezone.now() + PAUSE
    if kind == Offer.Kind.MENTOR:
        Offer.objects.update_or_create(member=member, kind=kind, defaults={"paused_until": until})
    else:
        Offer.objects.filter(member=member, kind=kind).update(paused_until=until)


@transaction.atomic
def allow(*, member: Member, per_month: int) -> None:
    """How many suggestions by mail the member wants in thirty days."""
    if not FEWEST_PER_PERIOD <= per_month <= MOST_PER_PERIOD:
        raise NotAllowed(_("Between none and three in thirty days."))
    Allowance.objects.update_or_create(member=member, defaults={"per_month": per_month})
