"""How long people wait for a first answer, as it was measured."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

LATELY = timedelta(days=90)
FEWEST = 8  # answered questions; of fewer a median says nothing
KEPT_SECONDS = 3600
KEY = "forum.first_answers"

# A masked row has only its hour, so what is told is told in whole hours as well.
MEDIAN = """
SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY first.at - topic.created_at)
FROM forum_topic topic
CROSS JOIN LATERAL (
    SELECT post.created_at AS at
    FROM forum_post post
    WHERE post.topic_id = topic.id AND post.position > 0 AND post.status = 'visible'
      AND (post.member_id, post.mask_id) IS DISTINCT FROM (topic.member_id, topic.mask_id)
    ORDER BY post.position
    LIMIT 1
) first
WHERE topic.kind = 'question' AND topic.status = 'visible' AND topic.created_at >= %s
"""


def usual_wait() -> timedelta | None:
    """The median wait for the first answer by somebody else, over the past 90 days; None where too few were answered.

    Only of questions that have an answer: it is told as such. Kept for an hour.
    """
    seconds = cache.get(KEY)
    if seconds is None:
        seconds = _measured()
        cache.set(KEY, seconds, KEPT_SECONDS)
    return timedelta(seconds=seconds) if seconds >= 0 else None


def _measured() -> float:
    """Seconds, or -1 for nothing to say."""
    with connection.cursor() as cursor:
        cursor.execute(MEDIAN, [timezone.now() - LATELY])
        answered, median = cursor.fetchone()
    return float(median.total_seconds()) if answered >= FEWEST else -1.0
