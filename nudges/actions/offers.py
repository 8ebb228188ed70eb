"""What a member opts in to: being asked to greet or to answer, and how many suggestions they want."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Member
from members.rules import NotAllowed, may_write
from notices.actions import choices
from nudges.models import Allowance, Offer
from nudges.policy import FEWEST_PER_PERIOD, MOST_PER_PERIOD, MOST_SUMMONS_PER_PERIOD, SUMMONS_PER_PERIOD
from nudges.queries.mine import offered_to

# The kinds of notice by which somebody who offered this is asked: what they choose about mail holds for those.
TOLD_AS: dict[str, tuple[str, ...]] = {
    Offer.Kind.GREET: ("summons", "newcomer_wrote", "waiting_story"),
    Offer.Kind.ANSWER: ("waiting_question", "chosen_for_question"),
}
PAUSE = timedelta(days=30)  # as long as any no of the treaty lasts


@transaction.atomic
def offer(*, member: Member, kind: str, by_mail: bool | None = None) -> Offer:
    """The member may be asked, in the page, and by mail where they say so. Starts a stopped or paused offer again."""
    may_write(member)
    if kind not in offered_to(member):
        raise NotAllowed(_("That cannot be offered here."))
    fields = {"at": timezone.now(), "paused_until": None, "stopped_at": None}
    row, _made = Offer.objects.update_or_create(member=member, kind=kind, defaults=fields)
    if by_mail is not None:
        for told in TOLD_AS.get(kind, ()):
            choices.choose(member=member, kind=told, by_mail=by_mail, how=choices.How.SETTINGS)
    return row


@transaction.atomic
def withdraw(*, member: Member, kind: str) -> None:
    """The member is not asked any more, and what they said about mail of it goes too: who is called for another reason
    later has not agreed to mail of that. A mentor is asked without having offered, so their no is a row.
    """
    if kind == Offer.Kind.MENTOR:
        Offer.objects.update_or_create(member=member, kind=kind, defaults={"stopped_at": timezone.now()})
    else:
        Offer.objects.filter(member=member, kind=kind).delete()
        choices.take_back(member=member, kinds=TOLD_AS[kind])


def pause(*, member: Member, kind: str) -> None:
    """Not for a month."""
    until = timezone.now() + PAUSE
    if kind == Offer.Kind.MENTOR:
        Offer.objects.update_or_create(member=member, kind=kind, defaults={"paused_until": until})
    else:
        Offer.objects.filter(member=member, kind=kind).update(paused_until=until)


@transaction.atomic
def allow(*, member: Member, per_month: int | None = None, summons_per_week: int | None = None) -> None:
    """How many suggestions by mail the member wants in thirty days, and how often they may be called in seven. None leaves
    it as it is.
    """
    if per_month is not None and not FEWEST_PER_PERIOD <= per_month <= MOST_PER_PERIOD:
        raise NotAllowed(_("Between none and three in thirty days."))
    if summons_per_week is not None and not SUMMONS_PER_PERIOD <= summons_per_week <= MOST_SUMMONS_PER_PERIOD:
        raise NotAllowed(_("Between one and three times in seven days."))
    given = {"per_month": per_month, "summons_per_week": summons_per_week}
    chosen = {name: number for name, number in given.items() if number is not None}
    Allowance.objects.update_or_create(member=member, defaults=chosen)


def take_part(*, member: Member, yes: bool) -> None:
    """Whether the member may be left out of a mail by lot."""
    Allowance.objects.update_or_create(member=member, defaults={"in_trials": yes})
