"""People on the same path, one step ahead: for who is on the way, on their own home page alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils.translation import gettext as _

from members.models import Block, Goal, GoalQuerySet, Member, Milestone
from members.zones import zone

SHOWN = 3
LOOKED_AT = 150  # goals, however many are on the path: from another place each day
ON_THE_WAY = (Member.Stage.NEWCOMER, Member.Stage.PURSUING)
AWAY = (Member.Stage.RESTING, Member.Stage.LEFT)
SHOWN_TO_MEMBERS = (Goal.Visibility.MEMBERS, Goal.Visibility.EVERYONE)
DONE = Count("milestones", filter=Q(milestones__reached_at__isnull=False))


@dataclass(frozen=True, slots=True)
class Ahead:
    member: Member
    words: str


def one_step_ahead(member: Member, now: datetime) -> list[Ahead]:
    """Three people at most, those of the next step first: others each day, and never by how much anybody did.

    Of each only what they let members see. Nobody across a block, nobody who is not to be found here, rests or has left;
    a mask is on no path. No query for who is not on the way, one for who has no goal, else six at most.
    """
    if member.stage not in ON_THE_WAY:
        return []
    own = Goal.objects.open().filter(member=member).order_by("-set_at", "-pk").first()
    if own is None:
        return []
    done = own.milestones.filter(reached_at__isnull=False).count()
    chance = random.Random(f"{member.pk} {now.astimezone(zone(member.time_zone)).date()}")  # noqa: S311  (a turn)
    ahead = [goal for goal in _some_of(_shown_on(own, member), chance) if goal.reached_at or goal.done > done]
    chance.shuffle(ahead)
    ahead.sort(key=lambda goal: goal.reached_at is not None or goal.done != done + 1)
    once: dict[int, Goal] = {}
    for goal in ahead:
        once.setdefault(goal.member_id, goal)
    shown = list(once.values())[:SHOWN]
    newest = _newest_steps([goal.pk for goal in shown])
    return [Ahead(goal.member, _words(goal, newest.get(goal.pk, ""))) for goal in shown]


def _shown_on(own: Goal, member: Member) -> GoalQuerySet:
    """What others let members see on the same path."""
    blocks = Block.objects.between(member, OuterRef("member"))
    people = Member.objects.listed().exclude(stage__in=AWAY)
    shown = Goal.objects.filter(journey=own.journey_id, visibility__in=SHOWN_TO_MEMBERS, closed_at=None)
    return shown.exclude(member=member).filter(~Exists(blocks), member__in=people)


def _some_of(goals: GoalQuerySet, chance: random.Random) -> list[Any]:
    """Not always the same ones of a long path: those after some place of it, then from its beginning."""
    ends = goals.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is None:
        return []
    start = chance.randint(ends["first"], ends["last"])
    rows = goals.annotate(done=DONE).select_related("member")
    found = list(rows.filter(pk__gte=start).order_by("pk")[:LOOKED_AT])
    return found if len(found) == LOOKED_AT else found + list(rows.order_by("pk")[: LOOKED_AT - len(found)])


def _newest_steps(goals: list[int]) -> dict[int, str]:
    """Of each of these goals the step that was reached last."""
    steps = Milestone.objects.filter(goal__in=goals, reached_at__isnull=False).order_by("reached_at", "position")
    return dict(steps.values_list("goal", "title"))


def _words(goal: Goal, step: str) -> str:
    """Where they are, in the words of their own steps, as their page says it."""
    return _("Reached the goal.") if goal.reached_at else _("Has come to “%(step)s”.") % {"step": step}
