"""What may be done with a goal, and by whom."""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.models import Goal, Member
from members.rules import NotAllowed, may_write

MILESTONES_AT_MOST = 30  # steps on one goal: what a person can still look over on one page
ANSWERS = ("stay", "rest", "goodbye")

Stage = Member.Stage


def may_change(member: Member, goal: Goal) -> None:
    """Only its owner changes a goal; for everybody else it does not exist."""
    if goal.member_id != member.pk:
        raise Goal.DoesNotExist
    may_write(member)


def may_answer(goal: Goal, answer: str) -> None:
    if answer not in ANSWERS:
        raise NotAllowed(_("You can stay, rest or say goodbye. Saying nothing is fine too."))
    if goal.reached_at is None:
        raise NotAllowed(_("This goal is open again, so there is nothing to answer."))


def stage_without_goal(before: str) -> str:
    """Where somebody stands when their last open goal is closed, from where they stood before they set it."""
    back = {Stage.NEWCOMER, Stage.MEMBER, Stage.ALUM, Stage.EMERITUS}
    return before if before in back else Stage.MEMBER
