"""Second looks at what was done to an account: those that wait for the viewer, and what somebody could ask about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from forum.rules import tended_spaces
from masks import sealed
from members.models import Member, Suspension
from moderation import rules
from moderation.models import Decision, SecondLook

Verb = Decision.Verb
MOST_SHOWN = 50
RELATED = ("member", "mask", "decision__moderator", "decision__space", "decision__post__topic", "decision__comment")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for another look at what was done to them and holds until then."""

    look: SecondLook
    until: datetime
    own: bool  # decided by the viewer, who reads it, and may take it back: somebody else looks again

    @property
    def is_suspension(self) -> bool:
        return self.look.decision.verb == Verb.SUSPEND


def waiting_about_accounts(viewer: Member) -> list[Asked]:
    """Open ones, the oldest first; none about the viewer. Of a pause those alone whose space they tend."""
    looks = SecondLook.objects.filter(answer=None, post=None, decision__undone_by=None)
    looks = looks.exclude(Q(member=viewer) & Q(member__isnull=False))
    if not viewer.is_staff:
        looks = looks.filter(Q(decision__space=None) | Q(decision__space__in=tended_spaces(viewer)))
    found = list(looks.select_related(*RELATED).order_by("at", "pk")[:MOST_SHOWN])
    held = Suspension.objects.in_force().in_bulk([look.decision.before.get("row", 0) for look in found])
    mine = sealed.mine(viewer) if any(look.mask_id for look in found) else []
    asked = [(look, _until(look.decision, held)) for look in found if look.mask_id not in mine]
    return [
        Asked(look, until, own=look.decision.moderator_id == viewer.pk)
        for look, until in asked
        if until is not None and until > timezone.now()
    ]


def _until(decision: Decision, held: dict[int, Suspension]) -> datetime | None:
    if decision.verb == Verb.CRISIS:
        return decision.at + rules.IN_PEACE_FOR
    row = held.get(decision.before.get("row", 0))
    return row.until if row else None


def pauses_of(member: Member) -> list[Decision]:
    """What a moderator decided so that nothing is suggested to this member now, under whichever of their names; for
    their own eyes alone.
    """
    since = timezone.now() - rules.IN_PEACE_FOR
    theirs = Q(member=member) | Q(mask__in=sealed.mine(member))
    return list(Decision.objects.filter(theirs, verb=Verb.CRISIS, undone_by=None, at__gt=since).order_by("-at", "-pk"))
