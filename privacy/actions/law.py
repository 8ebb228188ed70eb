"""An admin writes what the law asks for."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.record import record
from members.models import Community, Member
from members.rules import NotAllowed
from privacy.law import BY_SLUG
from privacy.models import LawText
from writing.render import render
from writing.typed import lines


@transaction.atomic
def write(*, by: Member, slug: str, text: str) -> None:
    """The words of a page; without any, those that it began with are there again."""
    if not by.is_staff or slug not in BY_SLUG:
        raise NotAllowed(_("Only an admin changes this."))
    if words := lines(text):
        html = render(words, first_heading=2).html
        said = {"text": words, "html": html, "changed_at": timezone.now(), "changed_by": by}
        LawText.objects.update_or_create(slug=slug, defaults=said)
    else:
        locks.delete(LawText.objects.filter(slug=slug))
    record(verb="law.changed", actor=by, target=Community.objects.get(pk=1), data={"fields": [slug]})
