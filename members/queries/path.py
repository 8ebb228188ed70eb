"""Somebody's path as a row of steps, for whoever looks at it; and the one ask after a goal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Goal, GoalQuerySet, Journey, Member, StageChange
from members.zones import zone

Stage = Member.Stage


@dataclass(frozen=True)
class Step:
    """One bird's place on the wire. `at` None and `ahead`: not reached; `words` are the member's own."""

    title: str
    at: datetime | None = None
    words: str = ""
    quoted: bool = False
    ahead: bool = False
    now: bool = False


def steps(owner: Member, viewer: Member | None, *, mentees: Collection[int] = ()) -> list[Step]:
    """The steps that `viewer` may know of, oldest first; the owner also sees what lies ahead. Three queries.

    `mentees`: ids of the members whom the viewer walks with as a mentor.
    """
    own = viewer is not None and viewer.pk == owner.pk
    goals = list(goals_of(owner, viewer, mentees=mentees).filter(closed_at__isnull=True))
    behind = [Step(title=_("Arrived"), at=owner.joined_at)]
    for goal in goals:
        behind += _behind(goal)
    behind += _roles(owner, shown=own or any(goal.reached_at for goal in goals))
    behind.sort(key=lambda step: step.at or timezone.now())
    ahead = [step for goal in goals if goal.is_open for step in _ahead(goal)] if own else []
    last = behind[-1]
    behind[-1] = Step(last.title, last.at, last.words, last.quoted, now=True)
    return behind + ahead


def _behind(goal: Goal) -> list[Step]:
    found = [Step(title=_("Goal set"), at=goal.set_at, words=goal.words)]
    found += [
        Step(title=step.title, at=step.reached_at, words=step.note, quoted=True)
        for step in goal.milestones.all()
        if step.reached_at
    ]
    if goal.reached_at:
        found.append(Step(title=_("Goal reached"), at=goal.reached_at))
    return found


def _ahead(goal: Goal) -> list[Step]:
    waiting = [Step(title=step.title, ahead=True) for step in goal.milestones.all() if not step.reached_at]
    return [*waiting, Step(title=_("Goal reached"), ahead=True)]


def _roles(owner: Member, *, shown: bool) -> list[Step]:
    """Staying on stays private with the goal; being a mentor is offered to members, so it shows."""
    wanted = [Stage.MENTOR, *([Stage.ALUM, Stage.EMERITUS] if shown else [])]
    names = {
        Stage.MENTOR: _("Mentor"),
        Stage.ALUM: _("Stayed on"),
        Stage.EMERITUS: _("Mentored here"),
    }
    if owner.stage not in {Stage.MENTOR, Stage.ALUM, Stage.EMERITUS}:
        return []
    first: dict[str, datetime] = {}
    for change in StageChange.objects.filter(member=owner, after__in=wanted).order_by("at", "id"):
        first.setdefault(change.after, change.at)
    return [Step(title=names[Stage(stage)], at=at) for stage, at in first.items()]


def goals_of(owner: Member, viewer: Member | None, *, mentees: Collection[int] = ()) -> GoalQuerySet:
    """The owner's goals that `viewer` may know of, with path and steps, oldest first."""
    return (
        Goal.objects.visible_to(viewer, mentees=mentees)
        .filter(member=owner)
        .select_related("journey")
        .prefetch_related("milestones")
        .order_by("set_at", "id")
    )


def journeys() -> list[Journey]:
    """The paths that take goals."""
    return list(Journey.objects.filter(is_open=True))


def goal_to_ask_about(member: Member, now: datetime | None = None) -> Goal | None:
    """The goal whose one ask (stay, rest or goodbye) is due: reached before today, not answered, nobody left since.

    "Today" is the member's own.
    """
    if member.stage != Stage.REACHED:
        return None
    now = now or timezone.now()
    goal = (
        Goal.objects.filter(member=member, reached_at__isnull=False, answer_to_stay="").order_by("-reached_at").first()
    )
    if goal is None or goal.reached_at is None:
        return None
    return goal if is_before_today(goal.reached_at, member, now) else None


def is_before_today(at: datetime, member: Member, now: datetime) -> bool:
    """Today where the member lives."""
    home = zone(member.time_zone)
    return at.astimezone(home).date() < now.astimezone(home).date()


HAVE_ARRIVED = {Member.Stage.REACHED, Member.Stage.ALUM, Member.Stage.MENTOR, Member.Stage.EMERITUS}


def paths_reached(member: Member) -> dict[int, str]:
    """The paths whose goal this member reached, by id, with their titles. One query, none for whoever is on the way."""
    if member.stage not in HAVE_ARRIVED:
        return {}
    reached = Goal.objects.filter(member=member, reached_at__isnull=False)
    return dict(reached.order_by("journey_id").values_list("journey_id", "journey__title").distinct())
