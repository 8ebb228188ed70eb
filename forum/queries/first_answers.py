"""How long people wait for a first answer, as it was measured."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from forum import first_replies
from forum.first_replies import Measured, Waits

LATELY = timedelta(days=90)
KEPT_SECONDS = 3600
KEY = "forum.first_replies"

# A masked row has only its hour. So the wait of each question is taken for as long as it can have been when it was
# answered, and for as short as it can have been when it still waits: nothing is flattered. All of it in whole hours.
# The answers of a robot are no person's, and an import was asked and answered elsewhere. What is not visible has no
# answer and will get none: it counts until that happened (the ledger knows when), what is held until it was held.
# `bumped_at` is never before `created_at`, and it has an index.
WAITS = """
WITH waited AS (
    SELECT first.at IS NOT NULL AS answered,
           coalesce(
               ceil(extract(epoch FROM first.at - topic.created_at) / 3600),
               floor(extract(epoch FROM least(%(now)s, topic.closed_at, gone.at) - asked.latest) / 3600)
           )::int AS hours
    FROM forum_topic topic
    JOIN forum_space space ON space.id = topic.space_id AND space.visibility <> 'moderators'
    JOIN forum_post opening ON opening.topic_id = topic.id AND opening.position = 0 AND opening.source IS NULL
    CROSS JOIN LATERAL (
        SELECT topic.created_at + CASE WHEN topic.mask_id IS NULL THEN interval '0' ELSE interval '1 hour' END AS latest
    ) asked
    LEFT JOIN LATERAL (
        SELECT post.created_at + CASE WHEN post.mask_id IS NULL THEN interval '0' ELSE interval '1 hour' END AS at
        FROM forum_post post LEFT JOIN members_member writer ON writer.id = post.member_id
        WHERE post.topic_id = topic.id AND post.position > 0 AND post.status = 'visible'
          AND (post.member_id, post.mask_id) IS DISTINCT FROM (topic.member_id, topic.mask_id)
          AND writer.kind IS DISTINCT FROM 'robot'
        ORDER BY post.position
        LIMIT 1
    ) first ON true
    LEFT JOIN LATERAL (
        SELECT coalesce(max(event.at), topic.created_at) AS at
        FROM activity_event event
        WHERE event.target_kind = 'forum.post' AND event.target_id = opening.id
          AND event.verb IN ('post.held', 'post.hidden', 'post.taken_back')
    ) gone ON topic.status <> 'visible' AND first.at IS NULL
    WHERE topic.kind = 'question' AND topic.status <> 'waiting'
      AND topic.bumped_at >= %(since)s AND topic.created_at >= %(since)s
), told AS (
    SELECT answered, greatest(hours, CASE WHEN answered THEN 1 ELSE 0 END) AS hours FROM waited
)
SELECT hours, count(*) FILTER (WHERE answered), count(*) FILTER (WHERE NOT answered) FROM told GROUP BY hours
"""


def how_soon() -> str:
    """A sentence about the questions of the past 90 days, those that still wait among them. Measured once an hour."""
    return first_replies.in_words(found())


def found() -> Measured:
    kept = cache.get(KEY)
    if kept is None:
        kept = tuple(first_replies.measured(waits()))
        cache.set(KEY, kept, KEPT_SECONDS)
    return Measured(*kept)


def waits() -> list[Waits]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(WAITS, {"now": now, "since": now - LATELY})
        return [Waits(*row) for row in cursor.fetchall()]
