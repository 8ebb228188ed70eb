"""Agreed moments to write. The first four are the trial; then one follows the other for as long as both like."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from members.actions import goals
from members.models import Goal, Member
from members.rules import NotAllowed
from mentorship.models import CheckIn, Letter, Mentorship, Request
from mentorship.rules import TRIAL, may_write_letter
from recognition.actions import helping

FIRST_AFTER = timedelta(days=3)  # a pair that has not spoken by then seldom begins
EVERY = {
    Request.Often.WEEKLY: timedelta(days=7),
    Request.Often.FORTNIGHTLY: timedelta(days=14),
    Request.Often.WHEN_NEEDED: timedelta(days=14),  # a day to look in, not an appointment
}
# A letter this long before its day is the check-in's own: people write when they can.
EARLY = timedelta(days=3)


def plan_first(*, pair: Mentorship) -> None:
    """The four of the trial. Call it in the transaction that makes the pair."""
    first = timezone.localdate() + FIRST_AFTER
    every = EVERY[Request.Often(pair.request.often)]
    CheckIn.objects.bulk_create(
        CheckIn(mentorship=pair, number=number + 1, due_on=first + number * every) for number in range(TRIAL)
    )


def current(pair: Mentorship) -> CheckIn | None:
    """The first one that is not done."""
    return pair.check_ins.filter(done_at__isnull=True).order_by("number").first()


def due_for_letter(pair: Mentorship, today: date) -> CheckIn | None:
    """The check-in that a letter written today belongs to, if its day is near or past."""
    check_in = current(pair)
    return check_in if check_in is not None and today >= check_in.due_on - EARLY else None


def complete(*, pair: Mentorship, check_in: CheckIn) -> bool:
    """Done once both have written; the next one follows the trial. True when it became so now."""
    writers = set(Letter.objects.filter(check_in=check_in).values_list("author_id", flat=True))
    if check_in.done_at is not None or writers != {pair.mentor.member_id, pair.mentee_id}:
        return False
    check_in.done_at = timezone.now()
    check_in.save(update_fields=["done_at"])
    helping.mentored(mentor=pair.mentor.member, mentee=pair.mentee, at=check_in.done_at)
    if not pair.check_ins.filter(done_at__isnull=True).exists():
        every = EVERY[Request.Often(pair.request.often)]
        CheckIn.objects.create(mentorship=pair, number=check_in.number + 1, due_on=timezone.localdate() + every)
    return True


@transaction.atomic
def mark_step(*, actor: Member, pair: Mentorship, check_in: CheckIn, step: str) -> CheckIn:
    """The mentor names a step that was taken; it counts once the mentee says so. Empty: taken back."""
    locked = _locked(pair, check_in)
    may_write_letter(actor, pair)
    if actor.pk != pair.mentor.member_id:
        raise NotAllowed(_("Your mentor names the step, and you say whether it is one."))
    if locked.step_confirmed_at is not None:
        raise NotAllowed(_("This step is confirmed already."))
    locked.step = step.strip()
    locked.save(update_fields=["step"])
    return locked


@transaction.atomic
def confirm_step(*, actor: Member, pair: Mentorship, check_in: CheckIn) -> CheckIn:
    """The mentee says that the step is one. A step of their goal with these words is reached by it."""
    locked = _locked(pair, check_in)
    may_write_letter(actor, pair)
    if actor.pk != pair.mentee_id:
        raise NotAllowed(_("Only the person who took the step can confirm it."))
    if not locked.step:
        raise NotAllowed(_("There is no step to confirm here."))
    if locked.step_confirmed_at is None:
        locked.step_confirmed_at = timezone.now()
        locked.save(update_fields=["step_confirmed_at"])
        _reach_milestone(actor, pair.request.goal, locked.step)
    return locked


def _reach_milestone(mentee: Member, goal: Goal | None, title: str) -> None:
    if goal is None or not goal.is_open:
        return
    step = goal.milestones.filter(title__iexact=title, reached_at__isnull=True).first()
    if step is not None:
        goals.mark_milestone(member=mentee, milestone=step, reached=True)


def _locked(pair: Mentorship, check_in: CheckIn) -> CheckIn:
    """Raises CheckIn.DoesNotExist for one of another pair."""
    return lock(CheckIn.objects.all()).get(pk=check_in.pk, mentorship=pair)
