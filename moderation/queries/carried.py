"""What somebody carried at the desk in these weeks, in words, for their own eyes; and who looks at the desk on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Appointment
from forum.rules import tended_spaces
from members.models import Member
from moderation.models import Decision, DeskDay, FollowUp, Note
from web.numbers import in_words
from writing import dates

WEEKS = timedelta(weeks=4)


def carried(member: Member) -> list[str]:
    """Sentences about their own work of four weeks; [] where there was none. Three queries. Nothing of it is kept, shown to
    anybody else, or laid beside what others did.
    """
    since = timezone.now() - WEEKS
    decided = Decision.objects.filter(moderator=member, at__gt=since).aggregate(
        all=Count("pk"), hard=Count("pk", filter=Q(is_hard=True))
    )
    noted = Note.objects.filter(by=member, at__gt=since).count()
    looked = FollowUp.objects.filter(done_by=member, done_at__gt=since).count()
    said = [
        (decided["all"], ngettext("You decided about %(n)s thing.", "You decided about %(n)s things.", decided["all"])),
        (
            decided["hard"],
            ngettext(
                "%(n)s of them was hard: somebody may have been in danger.",
                "%(n)s of them were hard: somebody may have been in danger.",
                decided["hard"],
            ),
        ),
        (
            noted,
            ngettext("You left %(n)s note for your colleagues.", "You left %(n)s notes for your colleagues.", noted),
        ),
        (
            looked,
            ngettext(
                "You looked again at %(n)s thing, as promised.",
                "You looked again at %(n)s things, as promised.",
                looked,
            ),
        ),
    ]
    return [capfirst(words % {"n": in_words(count)}) for count, words in said if count]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week, and who of the viewer's colleagues looks at the desk on it."""

    number: int
    name: str
    people: list[Member]
    mine: bool
    is_today: bool


def days(viewer: Member) -> list[Day]:
    """Monday to Sunday; of those who tend a space that the viewer tends, and of the admins. Two queries."""
    rows = DeskDay.objects.filter(member__in=_colleagues(viewer)).select_related("member")
    by_day: dict[int, list[Member]] = {}
    for row in rows.order_by("member__display_name", "member_id"):
        by_day.setdefault(row.weekday, []).append(row.member)
    today = timezone.localdate().weekday()
    return [
        Day(number, str(name), by_day.get(number, []), viewer in by_day.get(number, []), number == today)
        for number, name in WEEKDAYS.items()
    ]


def today_at_the_desk(viewer: Member) -> str:
    """A sentence, or "" where nobody chose days. One query."""
    today = timezone.localdate().weekday()
    rows = DeskDay.objects.filter(member__in=_colleagues(viewer)).select_related("member")
    chosen = list(rows.order_by("member__display_name", "member_id"))
    names = [row.member.shown_name for row in chosen if row.weekday == today]
    if names:
        return _("Today: %(names)s.") % {"names": dates.listed(names)}
    return _("Today nobody has the desk in particular.") if chosen else ""


def _colleagues(viewer: Member) -> object:
    people = Member.objects.people()
    terms = Appointment.objects.in_force()
    if not viewer.is_staff:
        terms = terms.filter(space__in=tended_spaces(viewer))
    return people.filter(Q(is_staff=True) | Q(pk__in=terms.values("member_id"))).values("pk")
