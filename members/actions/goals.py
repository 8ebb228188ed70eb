"""A member's own goal on a path: set, taken apart into steps, reached, closed, reopened. All of it their own word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock, lock_free
from activity.record import record
from members.actions import stages
from members.models import Goal, Journey, Member, Milestone, StageChange
from members.rules import (
    MILESTONES_AT_MOST,
    NotAllowed,
    may_answer_to_stay,
    may_change_goal,
    may_write,
    stage_without_goal,
)
from members.stages import ANSWERS, STAYED

Stage = Member.Stage


@transaction.atomic
def set_goal(*, member: Member, journey: Journey, words: str, visibility: str, milestones: Iterable[str] = ()) -> Goal:
    """One open goal for each path. `milestones` are titles, suggested or their own, in order."""
    may_write(member)
    if not journey.is_open:
        raise NotAllowed(_("This path takes no new goals. The ones that are set go on."))
    goal = _insert(member=member, journey=journey, words=words.strip(), visibility=visibility)
    titles = list(dict.fromkeys(title.strip() for title in milestones if title.strip()))
    _refuse_too_many(len(titles))
    Milestone.objects.bulk_create(
        Milestone(goal=goal, title=title, position=position) for position, title in enumerate(titles)
    )
    _walk(member=member, goal=goal, why=_("Set a goal."))
    record(verb="goal.set", actor=member, target=goal, data={"journey": journey.pk})
    return goal


def _insert(*, member: Member, journey: Journey, words: str, visibility: str) -> Goal:
    try:
        with transaction.atomic():
            return Goal.objects.create(member=member, journey=journey, words=words, visibility=visibility)
    except IntegrityError as error:
        raise NotAllowed(_("You have a goal on this path already. You can change its words.")) from error


def _walk(*, member: Member, goal: Goal, why: str, keeps: Collection[str] = STAYED) -> None:
    """On the way from now on; whoever stayed on (an alum, a mentor) keeps that role beside the new goal."""
    if Member.objects.get(pk=member.pk).stage not in keeps:
        stages.enter(member=member, stage=Stage.PURSUING, by=member, why=why, goal=goal)


@transaction.atomic
def change(*, member: Member, goal: Goal, words: str, visibility: str) -> Goal:
    """Other words, or other people who may read them."""
    locked = _own(member, goal)
    locked.words, locked.visibility = words.strip(), visibility
    locked.save(update_fields=["words", "visibility"])
    return locked


@transaction.atomic
def close(*, member: Member, goal: Goal) -> Goal:
    """Given up or laid aside; nobody asks why. Closing twice is closing once."""
    locked = _own(member, goal)
    if locked.is_open:
        locked.closed_at = timezone.now()
        locked.save(update_fields=["closed_at"])
        _leave_the_way(member=member, goal=locked)
    return locked


def _leave_the_way(*, member: Member, goal: Goal) -> None:
    """The last open goal is gone: back to where they were before they set it."""
    stage = Member.objects.get(pk=member.pk).stage
    if stage != Stage.PURSUING or Goal.objects.open().filter(member=member).exists():
        return
    began = StageChange.objects.filter(member=member, after=Stage.PURSUING).order_by("-at", "-id").first()
    stages.enter(
        member=member,
        stage=stage_without_goal(began.before if began else ""),
        by=member,
        why=_("Closed the goal."),
        goal=goal,
    )


@transaction.atomic
def reach(*, member: Member, goal: Goal) -> Goal:
    """Reached, because the member says so: nothing else ever infers it."""
    locked = _own(member, goal)
    if locked.reached_at is not None:
        return locked
    if locked.closed_at is not None:
        raise NotAllowed(_("This goal is closed. You can reopen it."))
    locked.reached_at = timezone.now()
    locked.save(update_fields=["reached_at"])
    if Member.objects.get(pk=member.pk).stage == Stage.PURSUING:
        stages.enter(member=member, stage=Stage.REACHED, by=member, why=_("Reached the goal."), goal=locked)
    record(verb="goal.reached", actor=member, target=locked, data={"journey": locked.journey_id})
    return locked


@transaction.atomic
def reopen(*, member: Member, goal: Goal) -> Goal:
    """On the way again. A mentor stays a mentor: they are offered a pause, never removed."""
    locked = _own(member, goal)
    if locked.is_open:
        return locked
    if Goal.objects.open().filter(member=member, journey=locked.journey_id).exists():
        raise NotAllowed(_("You have another open goal on this path. Close that one first."))
    was_reached = locked.reached_at is not None
    locked.reached_at = locked.closed_at = locked.asked_to_stay_at = None
    locked.answer_to_stay = ""
    locked.save(update_fields=["reached_at", "closed_at", "asked_to_stay_at", "answer_to_stay"])
    # the goal that made an alum is open again, so they are on the way; one that was laid aside changes no role
    keeps = {Stage.MENTOR} if was_reached else STAYED
    _walk(member=member, goal=locked, why=_("Reopened the goal."), keeps=keeps)
    return locked


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone as it stood elsewhere."""

    title: str
    note: str
    reached_at: datetime | None


@transaction.atomic
def bring(
    *,
    member: Member,
    journey: Journey,
    words: str,
    set_at: datetime,
    reached_at: datetime | None,
    closed_at: datetime | None,
    steps: Sequence[Step],
) -> Goal | None:
    """A goal that they set in another community, for them alone until they show it. An open one is set here as well; one
    that was reached or closed there is remembered, changes no stage and asks nobody to stay. None where it is here
    already, or another stands in its place.
    """
    if Goal.objects.filter(member=member, journey=journey, words=words, set_at=set_at).exists():
        return None
    if reached_at or closed_at:
        goal = Goal.objects.create(
            member=member,
            journey=journey,
            words=words,
            reached_at=reached_at,
            closed_at=closed_at,
            asked_to_stay_at=reached_at,
        )
    else:
        try:
            with transaction.atomic():
                goal = set_goal(member=member, journey=journey, words=words, visibility=Goal.Visibility.SELF)
        except NotAllowed:  # the path takes no new goals, or they have one on it
            return None
    Goal.objects.filter(pk=goal.pk).update(set_at=set_at)
    Milestone.objects.bulk_create(
        Milestone(goal=goal, title=step.title, note=step.note, position=position, reached_at=step.reached_at)
        for position, step in enumerate(steps[:MILESTONES_AT_MOST])
    )
    return goal


def asked_to_stay(*, goal_ids: Iterable[int]) -> list[int]:
    """Notes that the one ask goes out now. Returns the goals for which it had not gone out before."""
    waiting = Goal.objects.filter(pk__in=list(goal_ids), asked_to_stay_at=None)
    with transaction.atomic():
        ids = [goal.pk for goal in lock_free(waiting)]
        Goal.objects.filter(pk__in=ids).update(asked_to_stay_at=timezone.now())
    return ids


@transaction.atomic
def answer_to_stay(*, member: Member, goal: Goal, answer: str) -> StageChange | None:
    """The one ask after a goal, answered. Silence changes nothing, and another answer may follow."""
    locked = _own(member, goal)
    may_answer_to_stay(locked, answer)
    locked.answer_to_stay = answer
    locked.save(update_fields=["answer_to_stay"])
    if answer == "stay":
        stages.come_back(member=member)  # where they changed their mind: first back to where they went from
        if Member.objects.get(pk=member.pk).stage != Stage.REACHED:
            return None
    why = {"stay": _("Chose to stay."), "rest": _("Chose to rest."), "goodbye": _("Said goodbye.")}[answer]
    return stages.enter(member=member, stage=ANSWERS[answer], by=member, why=why, goal=locked)


@transaction.atomic
def add_milestone(*, member: Member, goal: Goal, title: str) -> Milestone:
    locked = _own(member, goal)
    _refuse_too_many(locked.milestones.count() + 1)
    last = locked.milestones.aggregate(last=Max("position"))["last"]
    return Milestone.objects.create(goal=locked, title=title.strip(), position=0 if last is None else last + 1)


@transaction.atomic
def move_milestone(*, member: Member, milestone: Milestone, up: bool) -> None:
    """One place up or down; at the end of the list it stays where it is."""
    goal = _own(member, milestone.goal)
    steps = list(goal.milestones.all())
    here = next(index for index, step in enumerate(steps) if step.pk == milestone.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(steps):
        return
    steps[here], steps[there] = steps[there], steps[here]
    for position, step in enumerate(steps):
        step.position = position
    Milestone.objects.bulk_update(steps, ["position"])


@transaction.atomic
def mark_milestone(*, member: Member, milestone: Milestone, reached: bool, note: str | None = None) -> Milestone:
    """Reached or not, with a line in their own words. A lapse resets nothing but the one step."""
    _own(member, milestone.goal)
    locked = lock(Milestone.objects.all()).get(pk=milestone.pk)
    if reached != (locked.reached_at is not None):
        locked.reached_at = timezone.now() if reached else None
    if note is not None:
        locked.note = note.strip()
    locked.save(update_fields=["reached_at", "note"])
    return locked


@transaction.atomic
def remove_milestone(*, member: Member, milestone: Milestone) -> None:
    _own(member, milestone.goal)
    milestone.delete()


def _own(member: Member, goal: Goal) -> Goal:
    """The goal, locked, where it is the member's own."""
    locked = lock(Goal.objects.all()).get(pk=goal.pk)
    may_change_goal(member, locked)
    return locked


def _refuse_too_many(number: int) -> None:
    if number > MILESTONES_AT_MOST:
        raise NotAllowed(_("That is a long list. Thirty steps are the most that fit on one path."))
