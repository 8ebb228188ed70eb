"""Second looks at what was done to an account: those that wait for the viewer, and what somebody could ask about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.models import Silence
from forum.rules import tended_spaces
from masks import sealed
from members.models import Member, Suspension
from moderation import rules
from moderation.models import Decision, SecondLook

Verb = Decision.Verb
MOST_SHOWN = 50
WHAT = {
    Verb.WARN: _("A word to somebody"),
    Verb.SILENCE: _("A silence"),
    Verb.SUSPEND: _("A suspension"),
    Verb.RESTRICT: _("A topic that is closed to a name"),
    Verb.CRISIS: _("A pause of our suggestions"),
}
RELATED = ("member", "mask", "decision__moderator", "decision__space", "decision__post__topic", "decision__comment")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asks for another look at what was done to them and holds until then."""

    look: SecondLook
    until: datetime
    own: bool  # decided by the viewer, who reads it, and may take it back: somebody else looks again

    @property
    def what(self) -> str:
        """What was done, for a headline."""
        return str(WHAT[Verb(self.look.decision.verb)])


def waiting_about_accounts(viewer: Member) -> list[Asked]:
    """Open ones, the oldest first; none about the viewer. Of a pause those alone whose space they tend."""
    looks = SecondLook.objects.filter(answer=None, post=None, decision__undone_by=None)
    looks = looks.exclude(Q(member=viewer) & Q(member__isnull=False))
    if not viewer.is_staff:
        looks = looks.filter(Q(decision__space=None) | Q(decision__space__in=tended_spaces(viewer)))
    found = list(looks.select_related(*RELATED).order_by("at", "pk")[:MOST_SHOWN])
    held = _held(found)
    mine = sealed.mine(viewer) if any(look.mask_id for look in found) else []
    asked = [(look, _until(look.decision, held)) for look in found if look.mask_id not in mine]
    return [
        Asked(look, until, own=look.decision.moderator_id == viewer.pk)
        for look, until in asked
        if until is not None and until > timezone.now()
    ]


def _held(looks: list[SecondLook]) -> dict[tuple[str, int], datetime]:
    """Until when each suspension and silence among them holds."""
    until: dict[tuple[str, int], datetime] = {}
    kinds: tuple[tuple[Verb, QuerySet[Any]], ...] = (
        (Verb.SUSPEND, Suspension.objects.in_force()),
        (Verb.SILENCE, Silence.objects.in_force()),
    )
    for verb, rows in kinds:
        wanted = [look.decision.before.get("row", 0) for look in looks if look.decision.verb == verb]
        if wanted:
            until |= {(verb.value, row.pk): row.until for row in rows.filter(pk__in=wanted)}
    return until


def _until(decision: Decision, held: dict[tuple[str, int], datetime]) -> datetime | None:
    if decision.verb in rules.ENDS_AFTER:
        return decision.at + rules.ENDS_AFTER[Verb(decision.verb)]
    return held.get((decision.verb, decision.before.get("row", 0)))


def pauses_of(member: Member) -> list[Decision]:
    """What a moderator decided so that nothing is suggested to this member now, under whichever of their names; for
    their own eyes alone.
    """
    since = timezone.now() - rules.IN_PEACE_FOR
    theirs = Q(member=member) | Q(mask__in=sealed.mine(member))
    return list(Decision.objects.filter(theirs, verb=Verb.CRISIS, undone_by=None, at__gt=since).order_by("-at", "-pk"))
