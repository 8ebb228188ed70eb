"""Queues the quiet notes: words of thanks, something left unfinished, a check-in that was chosen, a hello."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from members.models import Goal, Member
from members.rules import NotAllowed
from notices import hours
from notices.actions import outbox
from notices.actions.tell import tell
from nudges.models import GoalCheckIn
from nudges.policy import GOAL_RHYTHMS, Nudge
from nudges.queries.notes import DUE, Note

AT_ONCE = 500  # notes of one kind that one run queues; the next run, an hour later, queues the rest
PAGES = {Nudge.RESUME: "forum:drafts", Nudge.APPRECIATION: "recognition:mine"}  # where else the line leads: home


def write() -> int:
    """Hourly: each is queued once, by its key. Says how many."""
    return sum(_write(note) for due in DUE.values() for note in due(timezone.now(), AT_ONCE))


@transaction.atomic
def _write(note: Note) -> bool:
    """In the page and by mail. Of a check-in the next one is planned, also where this one was there before."""
    if note.kind == Nudge.GOAL:
        _plan_next(note)
    queued = outbox.queue(to=note.member, kind=note.kind, dedupe_key=note.key, why=note.why, data=note.data)
    if queued is None:
        return False
    tell(to=note.member, kind=note.kind, dedupe_key=note.key, data={"path": _path(note)})
    return True


def _path(note: Note) -> str:
    if note.kind == Nudge.GOAL:
        return reverse("members:goal", args=[note.data["goal"]])
    return reverse(PAGES.get(note.kind, "home"))


def _plan_next(note: Note) -> None:
    """Once, however many beats come to it at the same time."""
    now = timezone.now()
    row = locks.lock(GoalCheckIn.objects.filter(goal=note.data["goal"])).first()
    if row is not None and row.next_at <= now:
        row.next_at = now + timedelta(weeks=row.every_weeks)
        row.save(update_fields=["next_at"])


def choose_check_in(*, member: Member, goal_id: int, every_weeks: int) -> None:
    """Every so many weeks from today, in the morning where they live; 0: never."""
    goal = Goal.objects.open().filter(pk=goal_id, member=member).first()
    if goal is None:
        raise NotAllowed(_("That goal is not open."))
    if not every_weeks:
        GoalCheckIn.objects.filter(goal=goal).delete()
        return
    if every_weeks not in GOAL_RHYTHMS:
        raise NotAllowed(_("Every two, four or eight weeks."))
    first = hours.local_day(timezone.now(), member.time_zone) + timedelta(weeks=every_weeks)
    fields = {"every_weeks": every_weeks, "next_at": hours.morning_of(first, member.time_zone)}
    GoalCheckIn.objects.update_or_create(goal=goal, defaults=fields)
