"""People on the same path, one step ahead: for who is on the way, on their own home page alone."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from members.models import Block, Goal, GoalQuerySet, Member, Milestone
from members.stages import AWAY
from members.zones import zone

SHOWN = 3
LOOKED_AT = 150  # goals, however many are on the path: from another place each day
ON_THE_WAY = (Member.Stage.NEWCOMER, Member.Stage.PURSUING)


@dataclass(frozen=True, slots=True)
class Ahead:
    member: Member
    words: str


def one_step_ahead(member: Member, now: datetime) -> list[Ahead]:
    """Three people at most, those of the next step first: others each day, and never by how much anybody did.

    Of each only what they let members see. Nobody across a block, nobody who is not to be found here, rests or has left;
    a mask is on no path. No query for who is not on the way, one for who has no goal, else five at most.
    """
    if member.stage not in ON_THE_WAY:
        return []
    same_path = Goal.objects.filter(journey=OuterRef("journey")).values("pk")
    ends = {"first": Subquery(same_path.order_by("pk")[:1]), "last": Subquery(same_path.order_by("-pk")[:1])}
    own = Goal.objects.open().filter(member=member).annotate(**ends).order_by("-set_at", "-pk").first()
    if own is None:
        return []
    chance = random.Random(f"{member.pk} {now.astimezone(zone(member.time_zone)).date()}")  # noqa: S311  (a turn)
    goals = _some_of(_shown_on(own, member), chance.randint(own.first, own.last))
    steps = _steps_of([own.pk, *(goal for goal, _member, _reached in goals)])
    done = len(steps[own.pk])
    ahead = [row for row in goals if row[2] or len(steps[row[0]]) > done]
    chance.shuffle(ahead)
    ahead.sort(key=lambda row: row[2] is not None or len(steps[row[0]]) != done + 1)
    once: dict[int, int] = {}
    for goal, whose, _reached in ahead:
        once.setdefault(whose, goal)
    shown = list(once.values())[:SHOWN]
    found = Goal.objects.select_related("member").in_bulk(shown)
    return [Ahead(found[goal].member, _words(found[goal], steps[goal])) for goal in shown]


def _shown_on(own: Goal, member: Member) -> GoalQuerySet:
    """What others let members see on the same path."""
    blocks = Block.objects.between(member, OuterRef("member"))
    people = Member.objects.listed().exclude(stage__in=AWAY)
    shown = Goal.objects.shown_to_members().filter(journey=own.journey_id)
    return shown.exclude(member=member).filter(~Exists(blocks), member__in=people)


def _some_of(goals: GoalQuerySet, start: int) -> list[tuple[int, int, datetime | None]]:
    """(goal, whose, when it was reached): not always the same ones of a long path, but those from a goal `start` on, then
    from the path's beginning.
    """
    rows = goals.order_by("pk").values_list("pk", "member", "reached_at")
    found = list(rows.filter(pk__gte=start)[:LOOKED_AT])
    return found if len(found) == LOOKED_AT else found + list(rows[: LOOKED_AT - len(found)])


def _steps_of(goals: list[int]) -> dict[int, list[str]]:
    """The steps of each that were reached, the last one at the end."""
    found: dict[int, list[str]] = {goal: [] for goal in goals}
    steps = Milestone.objects.filter(goal__in=goals, reached_at__isnull=False).order_by("reached_at", "position")
    for goal, title in steps.values_list("goal", "title"):
        found[goal].append(title)
    return found


def _words(goal: Goal, steps: list[str]) -> str:
    """Where they are, in the words of their own steps, as their page says it."""
    return _("Reached the goal.") if goal.reached_at else _("Has come to “%(step)s”.") % {"step": steps[-1]}
