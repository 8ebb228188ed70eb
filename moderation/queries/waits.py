"""The desk's one list: cases, second looks at accounts, people who ask to join, promises about people; danger first,
then the longest wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.models import Space
from forum.rules import tended_spaces
from members.models import Member
from members.queries import applicants
from moderation.queries.order import Shown
from moderation.queries.queue import ALL, MOST_SHOWN, queue
from moderation.queries.second_looks import waiting_about_accounts
from moderation.queries.work import as_time, promised_about_people


@dataclass(frozen=True, slots=True)
class Waits:
    """One line of it: what it is about, and the template that draws it."""

    about: Any
    template: str
    since: datetime
    is_danger: bool = False
    is_for_others: bool = False  # the viewer reads it; somebody else does it


def waits_for(viewer: Member, shown: Shown = ALL) -> list[Waits]:
    found = [Waits(case, "moderation/_case.html", case.waits_since, case.is_danger) for case in queue(viewer, shown)]
    if not shown.mine and shown.space is None:
        found += _about_people(viewer, shown.kind)
    return sorted(found, key=lambda one: (not one.is_danger, one.since))[:MOST_SHOWN]


def _about_people(viewer: Member, kind: str) -> list[Waits]:
    found: list[Waits] = []
    if kind in ("", "look"):
        rows = waiting_about_accounts(viewer)
        found += [Waits(row, "moderation/_asked_again.html", row.look.at, is_for_others=row.own) for row in rows]
    if kind in ("", "follow"):
        promised = promised_about_people(viewer)
        found += [Waits(row, "moderation/_promised.html", as_time(row.due_on)) for row in promised]
    if kind in ("", "joining") and viewer.is_staff:
        asking = [one for one in applicants() if one.applied_at is not None]
        found += [Waits(one, "moderation/_joining.html", one.applied_at) for one in asking if one.applied_at]
    return found


def spaces_shown(viewer: Member) -> list[Space]:
    """From which the viewer may choose one. One query."""
    spaces = Space.objects.filter(archived_at=None)
    if not viewer.is_staff:
        spaces = spaces.filter(pk__in=tended_spaces(viewer))
    return list(spaces)
