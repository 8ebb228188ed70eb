"""I'm on it: whoever writes an answer may say so, so that two do not write the same one at the same time."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import delete_free
from forum.actions.common import touch
from forum.models import Topic
from forum.rules import is_author, may_post
from members.models import Member
from members.rules import NotAllowed
from nudges.models import Claim
from nudges.policy import CLAIM_HOLDS, MOST_CLAIMS


@transaction.atomic
def claim(*, actor: Member, topic: Topic) -> Claim:
    """They are on it for the next half hour. Said again, the half hour begins anew."""
    may_post(actor, topic)
    if not topic.waits_for_answer:
        raise NotAllowed(_("Somebody has answered already. Another answer is welcome as well."))
    if is_author(actor, topic):
        raise NotAllowed(_("It is your own question."))
    now = timezone.now()
    if Claim.objects.filter(member=actor, until__gt=now).exclude(topic=topic).count() >= MOST_CLAIMS:
        raise NotAllowed(_("You are on three questions already. Answer one, or let one go."))
    touch(topic.pk)
    until = now + CLAIM_HOLDS
    return Claim.objects.update_or_create(topic=topic, member=actor, defaults={"until": until})[0]


@transaction.atomic
def let_go(*, actor: Member, topic: Topic) -> None:
    """Not any more; nothing is asked why."""
    mine = Claim.objects.filter(topic=topic, member=actor)
    if mine.exists():
        touch(topic.pk)
        mine.delete()


def release() -> int:
    """Every minute: those whose half hour is over. Says how many."""
    over = Claim.objects.filter(until__lte=timezone.now())
    return sum(
        _release(topic_id) for topic_id in over.order_by("topic_id").values_list("topic_id", flat=True).distinct()
    )


@transaction.atomic
def _release(topic_id: int) -> int:
    touch(topic_id)
    return delete_free(Claim.objects.filter(topic=topic_id, until__lte=timezone.now()))
