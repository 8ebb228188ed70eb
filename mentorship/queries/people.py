"""Facts about one mentor for other pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from members.models import Member
from mentorship.models import Mentor, Mentorship


@dataclass(frozen=True)
class Card:
    """What a profile says of a mentor."""

    words: str
    room: int  # for how many more people; 0: none now
    ask_href: str = ""


def mentees_of(member: Member | None) -> frozenset[int]:
    """Ids of the members whom this one walks with now: they may know of goals shown to a mentor. One query."""
    if member is None or not member.is_authenticated:
        return frozenset()
    pairs = Mentorship.objects.filter(mentor__member=member, ended_at__isnull=True)
    return frozenset(pairs.values_list("mentee_id", flat=True))


def mentor_of(member: Member) -> Mentor | None:
    """Their own offer to mentor, while it stands."""
    return Mentor.objects.walking().with_pairs().filter(member=member).first()


def room(member: Member) -> int:
    """For how many more people this mentor has room now; 0 for everybody who is not taking any. One query."""
    mentor = Mentor.objects.taking().with_pairs().filter(member=member).first()
    return max(0, mentor.capacity - mentor.pairs) if mentor else 0


def card(member: Member, viewer: Member) -> Card | None:
    """For the profile of a mentor; None where they are none. One query for mentors, none for others."""
    if member.stage != Member.Stage.MENTOR:
        return None
    mentor = Mentor.objects.walking().with_pairs().filter(member=member).first()
    if mentor is None:
        return None
    free = room(member)
    asks = free and viewer.pk != member.pk
    return Card(words=mentor.words, room=free, ask_href=reverse("mentorship:home") if asks else "")
