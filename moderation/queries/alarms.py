"""What the desk says about an alarm, and the words that call somebody."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from forum.models import Row, Space, Wording
from forum.rules import tended_spaces
from members.models import Member
from moderation import rules
from moderation.models import Alarm, DangerPhrase
from writing import dates


@dataclass(frozen=True, slots=True)
class Standing:
    """Who was called and who has seen it, by their names; the words that stand in it."""

    called: list[str]
    seen: list[str]
    may_see: bool  # may the viewer say that they have seen it, and did not yet
    is_over: bool  # nobody else is called
    words: list[str]

    @property
    def sentences(self) -> list[str]:
        said = [_("Called: %(names)s.") % {"names": dates.listed(self.called)}] if self.called else []
        if self.seen:
            said.append(_("Seen by %(names)s.") % {"names": dates.listed(self.seen)})
        if self.is_over:
            return [*said, _("Nobody else is called.")]
        if not self.called:
            said.append(_("Nobody could be called yet: they sleep, and did not choose to be woken for it."))
        return [*said, _("The next one is called every fifteen minutes, until it was seen.")]


def standing(viewer: Member, thing: Row) -> Standing | None:
    """The alarm that stands about this thing; None where none does. Three queries."""
    alarm = Alarm.objects.standing().filter(**rules.about(thing)).first()
    if alarm is None:
        return None
    rows = list(alarm.watchers.select_related("member").order_by("pk"))
    chosen = DangerPhrase.objects.filter(pk__in=alarm.phrases).order_by("pk").values_list("words", flat=True)
    return Standing(
        called=[row.member.shown_name for row in rows if row.called_at],
        seen=[row.member.shown_name for row in rows if row.seen_at],
        may_see=viewer.pk != thing.member_id and not any(row.seen_at and row.member_id == viewer.pk for row in rows),
        is_over=alarm.next_at is None,
        words=list(dict.fromkeys(chosen)),
    )


def chosen_words(viewer: Member) -> QuerySet[DangerPhrase]:
    """Those of the spaces that the viewer tends, and of all spaces, which come first. One query."""
    rows = DangerPhrase.objects.in_force().select_related("space", "by")
    if not viewer.is_staff:
        rows = rows.filter(Q(space=None) | Q(space__in=tended_spaces(viewer)))
    return rows.order_by(F("space__title").asc(nulls_first=True), "words", "pk")


def wordings_for(viewer: Member) -> QuerySet[Wording]:
    """Those of the spaces that the viewer tends, and of all spaces, which come first. One query."""
    rows = Wording.objects.in_force().select_related("space")
    if not viewer.is_staff:
        rows = rows.filter(Q(space=None) | Q(space__in=tended_spaces(viewer)))
    return rows.order_by(F("space__title").asc(nulls_first=True), "does", "words", "pk")


def spaces_to_choose_for(member: Member) -> QuerySet[Space]:
    spaces = Space.objects.filter(archived_at=None)
    return spaces if member.is_staff else spaces.filter(pk__in=tended_spaces(member))
