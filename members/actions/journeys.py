"""The paths that a community offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activity.record import record
from members.actions import shaping
from members.models import Journey, Member
from members.rules import NotAllowed


@transaction.atomic
def offer(*, by: Member, title: str, description: str = "") -> Journey:
    """A new path at the end of the list. Raises NotAllowed for a title that is taken."""
    if not by.is_staff:
        raise NotAllowed(_("Only an admin opens a path."))
    position = Journey.objects.count()
    slug = (slugify(title) or f"path-{position + 1}")[:50]
    if Journey.objects.filter(slug=slug).exists():
        raise NotAllowed(_("There is a path with that name already."))
    journey = Journey.objects.create(slug=slug, title=title, description=description, position=position)
    record(verb="journey.offered", actor=by, target=journey)
    return journey


@transaction.atomic
def keep(
    *, by: Member, journey: Journey, fields: Collection[str], shown: Mapping[str, str] = shaping.NOTHING
) -> Journey:
    """Saves what an admin wrote about a path: a new one, or these `fields` of one that is there. Raises NotAllowed."""
    if not by.is_staff:
        raise NotAllowed(_("Only an admin opens a path."))
    verb = "journey.offered" if journey._state.adding else "journey.changed"
    row = shaping.as_it_is(journey, fields, shown)
    shaping.save(row)
    record(verb=verb, actor=by, target=row)
    return row
