"""Spaces: which ones a viewer may enter, and who tends them."""

from __future__ import annotations

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from forum import rules
from forum.models import Appointment, Space
from forum.queries.levels import chosen_of
from members.models import Member
from web.prepared import Prepared


def open_to(viewer: Member | None) -> list[Space]:
    """The spaces that a viewer may enter, in the community's order. One query, which says what they tend as well."""
    known = rules.reader(viewer)
    spaces = ALL_SPACES() if known is None else SPACES_OF(member=known.pk)
    if known is not None:
        terms = [(space.pk, vars(space)["tended_since"]) for space in spaces]
        rules.note_tended(known, [(space, since) for space, since in terms if since is not None])
    return [space for space in spaces if space.archived_at is None and rules.may_enter(known, space)]


def _with_tended(member: int) -> QuerySet[Space]:
    appointed = Appointment.objects.in_force(rules.NOW).filter(member=member, space=OuterRef("pk"))
    since = appointed.order_by("starts_at").values("starts_at")[:1]
    return Space.objects.annotate(tended_since=Subquery(since))


ALL_SPACES = Prepared(Space.objects.all)
SPACES_OF = Prepared(_with_tended)


def with_tenders(viewer: Member | None) -> list[Space]:
    """The same, each with `.tended_by`: the members appointed to it now."""
    spaces = Space.objects.filter(archived_at=None).prefetch_related(tenders())
    return [space for space in spaces if rules.may_enter(viewer, space)]


def load(viewer: Member | None, slug: str) -> Space:
    """The space with `.tended_by` and `.heard`, what the viewer chose to hear of it. Raises Space.DoesNotExist for whoever
    may not know of it.
    """
    heard = chosen_of(rules.reader(viewer), "space")
    space = Space.objects.annotate(heard=heard).prefetch_related(tenders()).get(slug=slug)
    if not rules.may_enter(viewer, space):
        raise Space.DoesNotExist
    return space


def tenders() -> Prefetch[str, QuerySet[Appointment], str]:
    appointments = Appointment.objects.in_force().select_related("member").order_by("starts_at", "id")
    return Prefetch("appointments", appointments, to_attr="tended_by")


def appointed(space: Space) -> QuerySet[Appointment]:
    """Everybody appointed to a space whose term was not cut short."""
    return Appointment.objects.filter(space=space, ended_at=None).order_by("id")
