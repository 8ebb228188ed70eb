"""Counts again, by night, what the counter columns say. It must find nothing; what it finds it puts right and says."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from django.core.cache import cache
from django.db import connection, transaction

from activity.locks import lock
from forum.models import Topic

log = structlog.get_logger(__name__)

AT_ONCE = 20_000  # topic numbers of one statement: some seconds at the most
DRIFT_KEY = "forum.drift"  # what last night found, for /readyz
REMEMBERED = 25 * 3600  # seconds: until after the next night

# One statement reads one moment, and each counter changes in the transaction of its rows, so what differs is wrong.
DRIFTED = """
    SELECT topic.id
    FROM forum_topic topic
    LEFT JOIN (
        SELECT post.topic_id,
               count(*) FILTER (WHERE post.status = 'visible' AND post.position > 0) AS answers,
               count(*) FILTER (WHERE post.status = 'visible' AND mark.id IS NOT NULL) AS helped,
               bool_or(post.helped <> (mark.id IS NOT NULL)) AS unlike,
               bool_or(post.comment_count <> coalesce(comments.number, 0)) AS comments
        FROM forum_post post
        LEFT JOIN forum_helpedmark mark ON mark.post_id = post.id
        LEFT JOIN (
            SELECT comment.post_id, count(*) AS number
            FROM forum_comment comment JOIN forum_post post ON post.id = comment.post_id
            WHERE comment.status = 'visible' AND post.topic_id > %(after)s AND post.topic_id <= %(until)s
            GROUP BY comment.post_id
        ) comments ON comments.post_id = post.id
        WHERE post.topic_id > %(after)s AND post.topic_id <= %(until)s
        GROUP BY post.topic_id
    ) counted ON counted.topic_id = topic.id
    WHERE topic.id > %(after)s AND topic.id <= %(until)s
      AND ((topic.answer_count, topic.helped_count) IS DISTINCT FROM
           (coalesce(counted.answers, 0), coalesce(counted.helped, 0)) OR counted.unlike OR counted.comments)
"""
POSTS_RIGHT = """
    UPDATE forum_post post
    SET helped = EXISTS (SELECT FROM forum_helpedmark mark WHERE mark.post_id = post.id),
        comment_count = (SELECT count(*) FROM forum_comment comment
                         WHERE comment.post_id = post.id AND comment.status = 'visible')
    WHERE post.topic_id = %(topic)s
"""
TOPIC_RIGHT = """
    UPDATE forum_topic SET version = version + 1, (answer_count, helped_count) = (
        SELECT count(*) FILTER (WHERE position > 0), count(*) FILTER (WHERE helped)
        FROM forum_post WHERE topic_id = %(topic)s AND status = 'visible')
    WHERE id = %(topic)s
"""


@dataclass(frozen=True, slots=True)
class Recount:
    topics: int  # how many were looked at
    drifted: list[int]  # those whose counters, or whose posts' counters, were wrong


def recount_all() -> Recount:
    """Looks at every topic, puts right what drifted, and reports it in the log and to /readyz."""
    last = Topic.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    drifted = [topic for after in range(0, last, AT_ONCE) for topic in _drifted(after)]
    for topic in drifted:
        _put_right(topic)
    found = Recount(topics=Topic.objects.count(), drifted=drifted)
    report = log.warning if drifted else log.info
    report("counters_recounted", topics=found.topics, drifted=len(drifted), first=drifted[:20])
    cache.set(DRIFT_KEY, len(drifted), REMEMBERED)
    return found


def _drifted(after: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(DRIFTED, {"after": after, "until": after + AT_ONCE})
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def _put_right(topic: int) -> None:
    """Under the topic's lock, which every writer of these counters takes."""
    lock(Topic.objects.filter(pk=topic)).first()
    with connection.cursor() as cursor:
        cursor.execute(POSTS_RIGHT, {"topic": topic})
        cursor.execute(TOPIC_RIGHT, {"topic": topic})
