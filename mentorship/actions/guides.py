"""The starter guide of a path: written by those who walked it, changed by them and by who tends a space."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock
from members.models import Journey, Member
from members.rules import NotAllowed
from mentorship.models import Guide, GuideVersion
from mentorship.rules import LONGEST_GUIDE, may_write_guide
from writing.render import render


class Outdated(Exception):
    """Somebody saved another version meanwhile: `guide` as it stands now."""

    def __init__(self, guide: Guide) -> None:
        super().__init__()
        self.guide = guide


@transaction.atomic
def write(*, actor: Member, journey: Journey, text: str, base: int, note: str = "") -> Guide:
    """A new version; `base` is the number of the one that was changed, 0 for the first. Raises Outdated, NotAllowed."""
    may_write_guide(actor, journey)
    text = text.strip()
    if not text:
        raise NotAllowed(_("Write a line first. Short is fine."))
    if len(text) > LONGEST_GUIDE:
        raise NotAllowed(_("That is longer than a guide holds. A shorter one is read to its end."))
    Guide.objects.get_or_create(journey=journey)
    guide = lock(Guide.objects.select_related("journey")).get(journey=journey)
    if guide.version != base:
        raise Outdated(guide)
    if guide.text == text:
        return guide
    guide.text, guide.html, guide.version, guide.changed_at = text, render(text).html, base + 1, timezone.now()
    guide.save(update_fields=["text", "html", "version", "changed_at"])
    GuideVersion.objects.create(guide=guide, number=guide.version, text=text, member=actor, note=note.strip())
    return guide
