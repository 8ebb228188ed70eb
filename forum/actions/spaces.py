"""Opening spaces and changing what they say about themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum.models import Space
from members.actions import shaping
from members.models import Member
from members.rules import NotAllowed
from writing.render import render

HUE_STEP = 7  # of 36: neighbours in the list never look alike


@transaction.atomic
def open_space(*, by: Member, title: str, purpose: str = "", visibility: str = Space.Visibility.PUBLIC) -> Space:
    """A new space at the end of the list, in a hue of its own. Raises NotAllowed for a title that is taken."""
    if not by.is_staff:
        raise NotAllowed(_("Only an admin opens a space."))
    slug = slugify(title) or f"space-{Space.objects.count() + 1}"
    if Space.objects.filter(slug=slug[:50]).exists():
        raise NotAllowed(_("There is a space with that name already."))
    position = Space.objects.count()
    space = Space.objects.create(
        slug=slug[:50],
        title=title,
        purpose=purpose,
        visibility=visibility,
        position=position,
        hue=(20 + position * HUE_STEP) % 36,
    )
    record(verb="space.opened", actor=by, target=space, space_id=space.pk)
    return space


@transaction.atomic
def keep(*, by: Member, space: Space, fields: Collection[str], shown: Mapping[str, str] = shaping.NOTHING) -> Space:
    """Saves what an admin wrote about a space: a new one, or these `fields` of one that is there. What was said among
    members stays among members when the space opens to everyone: each topic's own audience holds. Raises NotAllowed.
    """
    if not by.is_staff:
        raise NotAllowed(_("Only an admin opens a space."))
    before = lock(Space.objects.only("visibility")).filter(pk=space.pk).first()
    row = shaping.as_it_is(space, fields, shown)
    row.outside_help_html = render(row.outside_help).html if row.outside_help else ""
    shaping.save(row)
    if before is None:
        record(verb="space.opened", actor=by, target=row, space_id=row.pk)
    else:
        data = {"read_by_others": before.visibility != row.visibility}
        record(verb="space.changed", actor=by, target=row, space_id=row.pk, data=data)
    return row
