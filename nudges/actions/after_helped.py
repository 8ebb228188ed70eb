"""One waiting question, offered in the page right after "this helped"."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from forum.models import Topic
from members.models import Member
from members.rules import NotAllowed, may_write
from nudges.models import Summons
from nudges.queries import after_helped


@transaction.atomic
def offer(*, member: Member, topic: Topic) -> Summons | None:
    """Call it in the request that said "this helped" in `topic`. None where nothing is offered: no question waits,
    the member said not now within a month, rests or may not write, or asked behind a mask: then nothing is kept,
    and `after_helped.suggestion` offers in that one answer only.
    """
    if topic.member_id != member.pk or not may_be_offered(member):
        return None
    standing = after_helped.open_offer(member)
    if standing is not None:
        return standing
    found = after_helped.pick(member, topic)
    if found is None:
        return None
    summons, _made = Summons.objects.get_or_create(
        kind=Summons.Kind.WAITING, member=member, topic=found.topic, defaults={"why": found.why, "at": timezone.now()}
    )
    return summons


def may_be_offered(member: Member) -> bool:
    try:
        may_write(member)
    except NotAllowed:
        return False
    return member.stage not in (Member.Stage.RESTING, Member.Stage.LEFT) and after_helped.is_open_to_offers(member)
