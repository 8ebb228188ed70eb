"""How much a member hears of a topic: their most specific choice, of the topic itself, its tags, or its space.

Of several tags a muted one wins, else the loudest. Nothing here looks behind a mask.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from forum.models import Follow, Topic, TopicTag
from forum.models.levels import USUAL, Level
from members.models import Member

NOBODY = 0  # no row of anybody's

# One row for each topic of %(topics)s and each member who chose something that reaches it: `follow.level`.
CHOSEN = """
SELECT DISTINCT ON (about.id, chosen.member_id) about.id AS topic_id, chosen.member_id, chosen.level
FROM forum_topic AS about
CROSS JOIN LATERAL (
    SELECT member_id, level, 1 AS far FROM forum_follow WHERE topic_id = about.id
    UNION ALL
    SELECT follow.member_id, follow.level, 2 FROM forum_topictag AS tagged
    JOIN forum_follow AS follow ON follow.tag_id = tagged.tag_id WHERE tagged.topic_id = about.id
    UNION ALL
    SELECT member_id, level, 3 FROM forum_follow WHERE space_id = about.space_id
) AS chosen
WHERE about.id = ANY(%(topics)s::bigint[])
ORDER BY about.id, chosen.member_id, chosen.far, chosen.level = 0 DESC, chosen.level DESC
"""
CHOSEN_BY_ONE = f"SELECT topic_id, level FROM ({CHOSEN}) AS chosen WHERE member_id = %(member)s"  # noqa: S608  (ours)

# May a member be asked to help with a topic? Not where they muted it, its tag or its space, nor with what they said they
# would rather not. `who` is a row of members_member; a topic that is NULL forbids nothing.
WILLING = """
(NOT who.rather_not && ARRAY(
    SELECT unnest(ARRAY[tag.name, lower(tag.name)]) FROM forum_topictag AS tagged
    JOIN forum_tag AS tag ON tag.id = tagged.tag_id WHERE tagged.topic_id = about)::varchar[]
AND (SELECT follow.level FROM forum_follow AS follow
     WHERE follow.member_id = who.id
       AND (follow.topic_id = about
            OR follow.tag_id = ANY(ARRAY(SELECT tag_id FROM forum_topictag WHERE topic_id = about))
            OR follow.space_id = (SELECT space_id FROM forum_topic WHERE id = about))
     ORDER BY follow.topic_id IS NULL, follow.tag_id IS NULL, follow.level = 0 DESC, follow.level DESC
     LIMIT 1) IS DISTINCT FROM 0)
"""


def willing(who: str, about: str) -> str:
    """The same as SQL of a row of members_member and an expression for the topic's number."""
    return WILLING.replace("who.", f"{who}.").replace("= about", f"= {about}")


def level_of(member: Member, topic: Topic) -> Level:
    """One query."""
    return _said(Follow.objects.filter(_reaching(topic.pk, topic.space_id), member=member))


def levels_of(member: Member, topics: Iterable[int]) -> dict[int, Level]:
    """Of many topics. One query."""
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN_BY_ONE, {"topics": list(topics), "member": member.pk})
        chosen = dict(cursor.fetchall())
    return {topic: Level(chosen.get(topic, USUAL)) for topic in topics}


def heard_of_topic(viewer: int) -> Coalesce:
    """The level as a column of a topic's row."""
    chosen = _nearest(Follow.objects.filter(_reaching(OuterRef("pk"), OuterRef("space")), member=viewer))
    return Coalesce(Subquery(chosen.values("level")[:1]), Value(int(USUAL)))


def chosen_of(viewer: Member | None, kind: str) -> Subquery:
    """What the viewer chose of just this space or tag, as a column of its row; NULL for a visitor too."""
    own = Follow.objects.filter(**{"member": viewer.pk if viewer else NOBODY, kind: OuterRef("pk")})
    return Subquery(own.values("level")[:1])


def unmuted(viewer: Member, topics: QuerySet[Topic]) -> QuerySet[Topic]:
    """Without what they muted. Whoever muted nothing at all, as most, is asked once and not for each topic."""
    mutes = Exists(Follow.objects.filter(member=viewer, level=Level.MUTED))
    return topics.alias(heard=heard_of_topic(viewer.pk)).filter(~mutes | Q(heard__gt=Level.MUTED))


def _reaching(topic: Any, space: Any) -> Q:
    in_tags = OuterRef(topic) if isinstance(topic, OuterRef) else topic  # one query further in
    return Q(topic=topic) | Q(space=space) | Q(tag__in=TopicTag.objects.filter(topic=in_tags).values("tag"))


def _nearest(follows: QuerySet[Follow]) -> QuerySet[Follow]:
    far = Case(When(topic__isnull=False, then=1), When(tag__isnull=False, then=2), default=3)
    return follows.order_by(far, Case(When(level=Level.MUTED, then=0), default=1), "-level")


def without_own(member: Member, topic: Topic) -> Level:
    """What holds for a topic of which itself they chose nothing. One query."""
    return _said(Follow.objects.filter(_reaching(topic.pk, topic.space_id), member=member, topic=None))


def _said(follows: QuerySet[Follow]) -> Level:
    level = _nearest(follows).values_list("level", flat=True).first()
    return USUAL if level is None else Level(level)
