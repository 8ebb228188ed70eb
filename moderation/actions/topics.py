"""Moving a topic to the space where it belongs, and giving it the tags by which it is found."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from forum import actions as forum
from forum.models import Space, Topic
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things
from moderation.models import Decision


@transaction.atomic
def move(*, moderator: Member, topic: Topic, space: Space, reason: str) -> Decision:
    """Raises NotAllowed unless the moderator tends both spaces."""
    rules.may_tend(moderator, topic.space)
    if space.pk == topic.space_id:
        raise NotAllowed(_("The topic is in this space already."))
    before = topic.space
    reason = rules.reason_for(Decision.Verb.MOVE, reason)
    forum.move(actor=moderator, topic=topic, space=space)
    topic.space = space
    opening = topic.posts.select_related("topic__space").get(position=0)
    return things.write_down(
        moderator=moderator, verb=Decision.Verb.MOVE, thing=opening, reason=reason, data={"from": before.pk}
    )


@transaction.atomic
def retag(*, moderator: Member, topic: Topic, tags: list[str], reason: str) -> Decision:
    """Raises NotAllowed."""
    rules.may_tend(moderator, topic.space)
    before = list(topic.tags.order_by("name").values_list("name", flat=True))
    forum.retag(actor=moderator, topic=topic, tags=tags)
    opening = topic.posts.select_related("topic__space").get(position=0)
    return things.write_down(
        moderator=moderator,
        verb=Decision.Verb.RETAG,
        thing=opening,
        reason=rules.reason_for(Decision.Verb.RETAG, reason),
        data={"tags": before},
    )
