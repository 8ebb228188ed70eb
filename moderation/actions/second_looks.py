"""The author of something hidden asks for another look."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from activity.record import record
from forum.models import post_of
from masks.hours import now_for
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things
from moderation.models import Decision, SecondLook


@transaction.atomic
def ask(*, actor: Member, decision: Decision, words: str) -> SecondLook:
    """Puts the thing into the queue once more, with the author's words. The view has checked that it is theirs."""
    thing = decision.comment or decision.post
    if thing is None:
        raise NotAllowed(_("What this was about is gone."))
    thing = things.locked_unless_decided(thing, seen=None)
    decision = Decision.objects.select_related("space").get(pk=decision.pk)
    rules.may_ask_second_look(actor, decision, thing)
    row = SecondLook.objects.create(
        decision=decision,
        words=words,
        member=thing.member,
        mask=thing.mask,
        at=now_for(thing),
        **rules.about(thing),
    )
    post = post_of(thing)
    data = {"decision": decision.pk, "topic": post.topic_id, "comment": decision.comment_id}
    record(verb="post.second_look", actor=row, target=post, space_id=decision.space_id, data=data)
    return row
