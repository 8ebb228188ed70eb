"""How the people of the desk share a case: who has it open, whose it is, when somebody promised to look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Appointment, Comment, Row, Space
from members.models import Member
from moderation import rules
from moderation.models import CaseFile, FollowUp, Note

RELATED = ("holder", "assignee", "assigned_by")


@dataclass(frozen=True, slots=True)
class Work:
    holder: Member | None = None  # has it open now
    assignee: Member | None = None
    assigned_by: Member | None = None
    follow_up: FollowUp | None = None  # the promise that stands, whether or not its day has come

    @property
    def promise(self) -> str:
        """ "How is she?": in the words of whoever promised it."""
        if self.follow_up is None:
            return ""
        if self.follow_up.is_broken(timezone.localdate()):
            return _("We promised to look again, and the day has passed")
        return _("We promised to look again")


def as_time(day: date) -> datetime:
    """The beginning of a day, to stand in a row with times."""
    return timezone.make_aware(datetime.combine(day, time()))


def work_on(things: Sequence[Row]) -> dict[tuple[str, int], Work]:
    """For each thing how it is shared; two queries for all."""
    posts = [thing.pk for thing in things if not isinstance(thing, Comment)]
    comments = [thing.pk for thing in things if isinstance(thing, Comment)]
    these = Q(post__in=posts, comment=None) | Q(comment__in=comments)
    found: dict[tuple[str, int], Work] = {}
    for file in CaseFile.objects.filter(these).select_related(*RELATED):
        found[_key(file)] = _of_file(file)
    for row in FollowUp.objects.filter(these, done_at=None).select_related("by"):
        found[_key(row)] = replace(found.get(_key(row), Work()), follow_up=row)
    return found


def work_on_person(person: Member) -> Work:
    """Two queries."""
    file = CaseFile.objects.filter(member=person).select_related(*RELATED).first()
    promise = FollowUp.objects.filter(member=person, done_at=None).select_related("by").first()
    return replace(_of_file(file) if file else Work(), follow_up=promise)


def _key(row: CaseFile | FollowUp) -> tuple[str, int]:
    return ("comment", row.comment_id) if row.comment_id else ("post", row.post_id or 0)


def _of_file(file: CaseFile) -> Work:
    holder = file.holder if file.is_held(timezone.now()) else None
    return Work(holder=holder, assignee=file.assignee, assigned_by=file.assigned_by)


def notes_on(thing: Row) -> QuerySet[Note]:
    """What was noted about the thing, and about the name that stands beside it; of a mask nothing more is known."""
    whose = Q(mask=thing.mask_id) if thing.is_masked else Q(member=thing.member_id)
    return _standing(Q(**rules.about(thing)) | whose)


def notes_on_person(person: Member) -> QuerySet[Note]:
    return _standing(Q(member=person))


def _standing(about: Q) -> QuerySet[Note]:
    return Note.objects.filter(about, removed_at=None).select_related("by", "mask").order_by("at", "pk")


def colleagues(viewer: Member, space: Space | None) -> QuerySet[Member]:
    """Who else could take it: whoever tends the space, and the admins; about a person: everybody of the desk."""
    terms: QuerySet[Any] = Appointment.objects.in_force()
    if space is not None:
        terms = terms.filter(space=space)
    able = Q(is_staff=True) | Q(pk__in=terms.values("member_id"))
    return Member.objects.people().filter(able).exclude(pk=viewer.pk).order_by(F("display_name"), "pk")


def promised_about_people(viewer: Member) -> list[FollowUp]:
    """Due ones about people under their names, the oldest promise first; none about the viewer."""
    due = FollowUp.objects.filter(done_at=None, due_on__lte=timezone.localdate(), member__isnull=False)
    return list(due.exclude(member=viewer).select_related("member", "by").order_by("due_on", "pk")[:50])
