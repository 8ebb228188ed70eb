"""Moving a topic to the space where it belongs, and giving it the tags by which it is found."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from forum import actions as forum
from forum.actions import rearranging
from forum.actions.common import locked_topic
from forum.actions.tags import tags_of
from forum.models import Post, Space, Topic
from members.models import Member
from members.rules import NotAllowed
from moderation import rules
from moderation.actions import things
from moderation.models import Decision


@transaction.atomic
def move(*, moderator: Member, topic: Topic, space: Space, reason: str) -> Decision:
    """Raises NotAllowed unless the moderator tends both spaces."""
    rules.may_moderate(moderator, topic.space)
    if space.pk == topic.space_id:
        raise NotAllowed(_("The topic is in this space already."))
    reason = rules.reason_for(Decision.Verb.MOVE, reason)
    topic = locked_topic(topic.pk)
    before = {"space": topic.space_id, "audience": topic.audience}
    topic = forum.move(actor=moderator, topic=topic, space=space)
    before["version_after"] = Topic.objects.values_list("version", flat=True).get(pk=topic.pk)
    return things.write_down(
        moderator=moderator,
        verb=Decision.Verb.MOVE,
        thing=_opening(topic),
        reason=reason,
        data={"from": before["space"]},
        before=before,
    )


@transaction.atomic
def split(*, moderator: Member, topic: Topic, posts: Sequence[int], title: str, reason: str) -> Decision:
    """Raises NotAllowed."""
    rules.may_moderate(moderator, topic.space)
    reason = rules.reason_for(Decision.Verb.SPLIT, reason)
    made, before = rearranging.split(actor=moderator, topic=topic, posts=posts, title=title)
    return things.write_down(
        moderator=moderator, verb=Decision.Verb.SPLIT, thing=_opening(made), reason=reason, before=before
    )


@transaction.atomic
def merge(*, moderator: Member, topic: Topic, into: Topic, reason: str) -> Decision:
    """Raises NotAllowed unless the moderator tends both spaces."""
    for each in (topic, into):
        rules.may_moderate(moderator, each.space)
    reason = rules.reason_for(Decision.Verb.MERGE, reason)
    opening = _opening(topic)
    before = rearranging.merge(actor=moderator, topic=topic, into=into)
    opening.refresh_from_db()
    return things.write_down(moderator=moderator, verb=Decision.Verb.MERGE, thing=opening, reason=reason, before=before)


def _opening(topic: Topic) -> Post:
    return topic.posts.select_related("topic__space").get(position=0)


@transaction.atomic
def retag(*, moderator: Member, topic: Topic, tags: list[str], reason: str) -> Decision:
    """Raises NotAllowed."""
    rules.may_moderate(moderator, topic.space)
    reason = rules.reason_for(Decision.Verb.RETAG, reason)
    topic = locked_topic(topic.pk)
    names, before = list(topic.tags.order_by("name").values_list("name", flat=True)), tags_of(topic)
    forum.retag(actor=moderator, topic=topic, tags=tags)
    return things.write_down(
        moderator=moderator,
        verb=Decision.Verb.RETAG,
        thing=_opening(topic),
        reason=reason,
        data={"tags": names},
        before={"tags": before, "tags_after": tags_of(topic)},
    )
