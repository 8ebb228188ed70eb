"""What a member is asked to do now, for the home page."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from forum.models import Topic
from forum.rules import moderated_spaces
from masks import sealed
from members.models import Block, Member
from nudges.models import Summons

SHOWN = 3  # one thing to do is enough; three at most


def open_for(member: Member) -> list[Summons]:
    """Greetings and questions that wait for this member, newest first; never their own question behind a mask, nobody
    across a block, no topic that they cannot see.
    """
    met = Block.objects.filter(
        Q(blocker=member, blocked=OuterRef("newcomer")) | Q(blocked=member, blocker=OuterRef("newcomer"))
    )
    visible = Topic.objects.visible_to(member, moderates=moderated_spaces(member))
    return list(
        Summons.objects.filter(member=member, outcome=Summons.Outcome.OPEN)
        .exclude(kind=Summons.Kind.WAITING)
        .exclude(topic__mask__in=sealed.mine(member))
        .exclude(Exists(met))
        .filter(Q(topic__isnull=True) | Q(topic__in=visible.values("pk")))
        .select_related("newcomer", "topic__space", "topic__member", "topic__mask")
        .order_by("-at", "-pk")[:SHOWN]
    )
