"""Opening spaces and changing what they say about themselves."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activity.locks import lock
from activity.record import record
from forum.models import Space
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
def keep(*, by: Member, space: Space) -> Space:
    """Saves what an admin wrote about a space, new or not. What was said among members stays among members when the
    space opens to everyone: each topic's own audience holds. Raises NotAllowed.
    """
    if not by.is_staff:
        raise NotAllowed(_("Only an admin opens a space."))
    before = lock(Space.objects.only("visibility")).filter(pk=space.pk).first()
    space.outside_help_html = render(space.outside_help).html if space.outside_help else ""
    space.save()
    if before is None:
        record(verb="space.opened", actor=by, target=space, space_id=space.pk)
    else:
        data = {"read_by_others": before.visibility != space.visibility}
        record(verb="space.changed", actor=by, target=space, space_id=space.pk, data=data)
    return space
