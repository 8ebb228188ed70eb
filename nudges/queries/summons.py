"""What a member is asked to do now, for the home page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from forum.queries.lists import any_member, is_like_most
from forum.rules import readable_topics
from masks import sealed
from members.models import Block, Member
from notices.hours import local_day
from nudges.models import Summons
from nudges.policy import REMINDED_WITHIN
from web.prepared import Prepared

SHOWN = 3  # one thing to do is enough; three at most


def open_for(member: Member) -> list[Summons]:
    """Greetings and questions that wait for this member, newest first; never their own question behind a mask, nobody
    across a block, no topic that they cannot see.
    """
    masks = sealed.mine(member)
    found = OPEN(member=member.pk, masks=masks) if is_like_most(member) else list(_open(member, masks))
    if any(one.kind == Summons.Kind.ASK for one in found) and sealed.in_peace_until(member) is not None:
        return [one for one in found if one.kind != Summons.Kind.ASK]
    return found


def _open(member: Member, masks: Sequence[UUID] | int) -> QuerySet[Summons]:
    met = Block.objects.between(member, OuterRef("newcomer"))
    visible = readable_topics(member)
    return (
        Summons.objects.filter(member=member, outcome=Summons.Outcome.OPEN)
        .exclude(kind=Summons.Kind.WAITING)
        .exclude(topic__mask__pk__any_of=masks)
        .exclude(Exists(met))
        .filter(Q(topic__isnull=True) | Q(topic__in=visible.values("pk")))
        .select_related("newcomer", "topic__space", "topic__member", "topic__mask")
        .order_by("-at", "-pk")[:SHOWN]
    )


OPEN = Prepared(lambda member, masks: _open(any_member(member), masks))


def open_one(member: Member, pk: int) -> Summons:
    """Raises Summons.DoesNotExist for what is not theirs, not open, or about what they cannot see."""
    mine = Summons.objects.filter(member=member, outcome=Summons.Outcome.OPEN).exclude(kind=Summons.Kind.WAITING)
    visible = Q(topic__isnull=True) | Q(topic__in=readable_topics(member).values("pk"))
    return (
        mine.filter(visible).exclude(topic__mask__in=sealed.mine(member)).select_related("newcomer", "topic").get(pk=pk)
    )


def days(member: Member) -> list[date]:
    """The days on which they can be reminded."""
    today = local_day(timezone.now(), member.time_zone)
    return [today + timedelta(days=number) for number in range(1, REMINDED_WITHIN + 1)]
