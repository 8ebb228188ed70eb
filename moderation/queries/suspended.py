"""Who may not write now: since when, until when, why and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from forum.models import Silence
from forum.rules import tended_spaces
from members.models import Member, Suspension
from moderation.models import Decision


@dataclass(frozen=True, slots=True)
class Row:
    suspension: Suspension
    may_lift: bool


def suspended_now() -> list[Suspension]:
    """The newest first."""
    return list(Suspension.objects.in_force().select_related("member", "by").order_by("-at", "-pk"))


@dataclass(frozen=True, slots=True)
class Silenced:
    silence: Silence
    decision: int  # which one would take it back; 0 for whoever may not


def silenced_for(viewer: Member) -> list[Silenced]:
    """Who may not write in a space that the viewer tends, or in any; the newest first. Two queries."""
    rows = Silence.objects.in_force().select_related("member", "by", "space").order_by("-at", "-pk")
    if not viewer.is_staff:
        rows = rows.filter(Q(space=None) | Q(space__in=tended_spaces(viewer)))
    found = list(rows)
    made = Decision.objects.filter(verb=Decision.Verb.SILENCE, before__row__in=[row.pk for row in found])
    by_row = {decision.before["row"]: decision for decision in made}
    return [Silenced(row, _takes_back(viewer, by_row.get(row.pk))) for row in found]


def _takes_back(viewer: Member, decision: Decision | None) -> int:
    may = decision is not None and (viewer.is_staff or decision.moderator_id == viewer.pk)
    return decision.pk if decision is not None and may else 0


def suspended_for(viewer: Member) -> list[Row]:
    """Whoever suspended the account, and admins, may end it early."""
    return [Row(row, viewer.is_staff or row.by_id == viewer.pk) for row in suspended_now()]
