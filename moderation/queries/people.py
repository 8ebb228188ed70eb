"""What the desk knows of somebody under their name: notes, what was decided about them, what was promised."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Member, Suspension
from moderation.models import Decision, Note
from moderation.queries.work import Work, notes_on_person, work_on_person

MOST_DECISIONS = 20


@dataclass(frozen=True, slots=True)
class Known:
    work: Work
    notes: list[Note]
    decisions: list[Decision]
    suspension: Suspension | None


def about_person(viewer: Member, person: Member) -> Known:
    """Five queries. Never anything that was decided about a mask."""
    decided = Decision.objects.filter(member=person, mask=None).select_related("moderator", "space", "post__topic")
    return Known(
        work=work_on_person(person),
        notes=list(notes_on_person(person)),
        decisions=list(decided.order_by("-at", "-pk")[:MOST_DECISIONS]),
        suspension=Suspension.objects.in_force().filter(member=person).select_related("by").first(),
    )
