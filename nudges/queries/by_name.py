"""Whom somebody may ask by name about a question, and whom they have asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise

from forum.models import Space, Topic
from forum.rules import is_author, tends
from members.lookalikes import fold
from members.models import Member
from members.queries.people import by_handle
from nudges.models import ByName, Summons
from nudges.queries import candidates
from nudges.queries.calls import topic_waits
from routing.queries import ablest_for

SHOWN = 5  # a choice, not a list to work through


@dataclass(frozen=True, slots=True)
class Suggested:
    member: Member
    why: str | Promise


def role(viewer: Member, topic: Topic) -> ByName | None:
    """As whom they may choose somebody here; None: not at all."""
    if is_author(viewer, topic):
        return ByName.ASKER
    return ByName.MODERATOR if tends(viewer, topic.space) else None


def chosen(topic: Topic, by: ByName) -> Summons | None:
    """What was asked by name already."""
    found = Summons.objects.filter(kind=Summons.Kind.ASK, topic=topic, chosen_by=by).select_related("member")
    return found.first()


def waits(topic: Topic) -> bool:
    """Is it a question that anybody may still be called to?"""
    open_to_members = topic.space.visibility != Space.Visibility.MODERATORS
    return topic.is_question and open_to_members and topic_waits(topic, timezone.now())


def suggested(topic: Topic, viewer: Member) -> list[Suggested]:
    """Those who can answer it best, in the order of their names: nobody is ranked.

    Whom a moderator wants left in peace through a mask is among them, and does not see it (`summons.open_for`): a name
    that is missing would say whose the mask is.
    """
    now = timezone.now()
    found = ablest_for(topic, candidates.by_name(topic, now, but=viewer.pk), SHOWN, now)
    why = {one.member_id: one.why for one in found}
    people = Member.objects.in_bulk(list(why))
    return sorted(
        (Suggested(member, why[pk]) for pk, member in people.items()), key=lambda one: one.member.shown_name.casefold()
    )


def meant(*, chosen: int | None, handle: str) -> Member | None:
    """Whom they chose: what was typed comes before what was picked, because a picked one cannot be taken back."""
    if typed := handle.strip().removeprefix("@"):
        found = by_handle([typed]).get(typed)
        return found if found is not None else _called(typed)
    return Member.objects.listed().filter(pk=chosen).first()


def _called(name: str) -> Member | None:
    """The one listed member of this name; None where there are two."""
    found = list(Member.objects.listed().filter(name_key=fold(name))[:2])
    return found[0] if len(found) == 1 else None


def may_be_asked(topic: Topic, viewer: Member, member: Member) -> bool:
    """Did this member say that they may be asked, and is there a place for it now?"""
    now = timezone.now()
    people = candidates.by_name(topic, now, but=viewer.pk, among=[member.pk])
    return bool(ablest_for(topic, people, 1, now))
