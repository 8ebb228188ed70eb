"""Who may be woken where somebody may be in danger."""

from __future__ import annotations

from django.utils import timezone

from forum.models import Appointment
from forum.rules import tended_spaces
from members.models import Member
from notices.kinds import KINDS
from notices.models import Choice
from notices.rules import Go, may_be_mailed


def woken_for(viewer: Member) -> list[str]:
    """The names of who chose to be woken, among those who tend a space that the viewer tends, and the admins."""
    terms = Appointment.objects.in_force()
    if not viewer.is_staff:
        terms = terms.filter(space__in=tended_spaces(viewer))
    danger = KINDS["danger"]
    chose = Choice.objects.filter(kind=danger.at_any_hour, by_mail=True).values("member_id")
    people = Member.objects.people().filter(pk__in=chose).order_by("pk")
    able = people.filter(pk__in=terms.values("member_id")) | people.filter(is_staff=True)
    return [one.shown_name for one in able if isinstance(may_be_mailed(one, danger, timezone.now()), Go)]
