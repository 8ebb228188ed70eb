"""What a member is asked to do now, for the home page."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from forum.queries.lists import any_member, is_like_most
from forum.rules import readable_topics
from masks import sealed
from members.models import Block, Member
from nudges.models import Summons
from web.prepared import Prepared

SHOWN = 3  # one thing to do is enough; three at most


def open_for(member: Member) -> list[Summons]:
    """Greetings and questions that wait for this member, newest first; never their own question behind a mask, nobody
    across a block, no topic that they cannot see.
    """
    masks = sealed.mine(member)
    return OPEN(member=member.pk, masks=masks) if is_like_most(member) else list(_open(member, masks))


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
