"""Who can answer this question, out of the people whom a caller may ask: found and weighed by one statement.

Nothing here reads what happened behind a mask: answers of masks, answers to masks, and marks by masks count nothing, and
whoever asks behind one has no path. Limits stand with whoever asks: a caller gives only people who may be asked now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from forum.models import Topic
from forum.queries.levels import willing
from members.models import Goal
from routing import score
from routing.score import Candidate, Scored
from writing.search_text import any_of

NEAR = 200  # newest topics under each of its tags whose answers are looked at
ALIKE = 60  # topics with words of its title
LISTED = 100  # people who listed one of its tags
CANDIDATES = 150  # people who are weighed, of those who know something of it,
STRANGERS = 50  # and of those of whom nothing is known, whose turn it is: the places that are kept are theirs as well
POSTS = 30  # newest of each, which say how much and when they are about
HELPS = 12  # newest of each, which say in which circles they help, and whether they are new at it

# A title that holds each word once has a rank of 0.6. `search` of a topic is its title and tags.
FIND = """
WITH near AS MATERIALIZED (
    SELECT latest.topic_id, true AS in_tags, 0::float AS closeness
    FROM unnest(%(tags)s::bigint[]) AS tag (id)
    CROSS JOIN LATERAL (SELECT topic_id FROM forum_topictag WHERE tag_id = tag.id
                        ORDER BY topic_id DESC LIMIT %(near)s) AS latest
    UNION ALL
    SELECT topic.id, false, least(ts_rank(topic.search, %(words)s::tsquery) / 0.6, 1)
    FROM forum_topic AS topic
    WHERE topic.id = ANY(ARRAY(SELECT forum_holding('forum_topic', %(words)s::tsquery, %(alike)s, NULL)))
), told AS MATERIALIZED (
    SELECT near.topic_id, topic.member_id AS asker_id, bool_or(near.in_tags) AS in_tags, max(near.closeness) AS closeness
    FROM near
    JOIN forum_topic AS topic ON topic.id = near.topic_id
    JOIN forum_space AS space ON space.id = topic.space_id AND space.visibility <> 'moderators'
    WHERE topic.status = 'visible' AND topic.member_id IS NOT NULL AND topic.id <> %(topic)s
    GROUP BY near.topic_id, topic.member_id
), acts AS MATERIALIZED (
    SELECT post.member_id, told.topic_id, told.in_tags, told.closeness, help.at AS helped_at,
           power(0.5::float, extract(epoch FROM %(now)s - post.created_at)::float / %(half_life)s) AS answered,
           power(0.5::float, extract(epoch FROM %(now)s - help.at)::float / %(half_life)s) AS helped
    FROM told
    JOIN forum_post AS post ON post.topic_id = told.topic_id AND post.position > 0
    LEFT JOIN recognition_help AS help
      ON help.post_id = post.id AND help.helper_id = post.member_id AND help.helped_id IS NOT NULL
    WHERE post.status = 'visible' AND post.member_id IS NOT NULL AND post.member_id <> told.asker_id
      AND post.created_at <= %(now)s
), knows AS MATERIALIZED (
    SELECT member_id,
           coalesce(sum(answered) FILTER (WHERE in_tags), 0) AS answered,
           coalesce(sum(helped) FILTER (WHERE in_tags), 0) AS helped,
           coalesce(max(closeness) FILTER (WHERE helped_at IS NOT NULL), 0) AS words,
           (array_agg(topic_id ORDER BY helped_at DESC, topic_id) FILTER (WHERE in_tags AND helped_at IS NOT NULL))[1]
             AS helped_topic
    FROM acts GROUP BY member_id
), found (member_id) AS MATERIALIZED (
    SELECT member_id FROM knows
    UNION (SELECT id FROM members_member WHERE can_help_with && %(names)s::varchar[] LIMIT %(listed)s)
    UNION (SELECT member_id FROM ({turn}) AS turn)
), may AS (
    SELECT people.member_id, people.last_asked_at, people.load, people.room,
           coalesce(knows.helped, 0) AS helped, coalesce(knows.answered, 0) AS answered, coalesce(knows.words, 0) AS words,
           knows.helped_topic, knows.member_id IS NULL AND NOT member.can_help_with && %(names)s::varchar[] AS is_stranger,
           ARRAY(SELECT unnest(member.can_help_with) INTERSECT SELECT unnest(%(names)s::varchar[]) ORDER BY 1) AS listed
    FROM ({people}) AS people
    JOIN members_member AS member ON member.id = people.member_id
    LEFT JOIN knows ON knows.member_id = people.member_id
    WHERE people.member_id = ANY(ARRAY(SELECT member_id FROM found))
      AND people.member_id IS DISTINCT FROM %(asker)s AND {willing}
), free AS MATERIALIZED (
    (SELECT * FROM may WHERE NOT is_stranger
     ORDER BY helped DESC, listed <> '{}' DESC, words DESC, answered DESC, member_id LIMIT %(candidates)s)
    UNION ALL
    (SELECT * FROM may WHERE is_stranger ORDER BY last_asked_at NULLS FIRST, member_id LIMIT %(strangers)s)
)
SELECT free.member_id, free.last_asked_at, free.load, free.room, free.helped, free.answered, free.words, free.listed,
       helped_in.title, been.title, been.far, helps.circles,
       ARRAY(SELECT post.created_at FROM forum_post AS post WHERE post.member_id = free.member_id
             ORDER BY post.created_at DESC, post.id DESC LIMIT %(posts)s) AS wrote_at
FROM free
LEFT JOIN forum_topic AS helped_in ON helped_in.id = free.helped_topic
LEFT JOIN LATERAL (
    SELECT journey.title, CASE WHEN goal.reached_at IS NOT NULL THEN 1.0 ELSE coalesce(
             (SELECT avg((step.reached_at IS NOT NULL)::int) FROM members_milestone AS step WHERE step.goal_id = goal.id), 0)
           END AS far
    FROM members_goal AS goal JOIN members_journey AS journey ON journey.id = goal.journey_id
    WHERE goal.member_id = free.member_id AND goal.journey_id = ANY(%(paths)s::bigint[])
      AND goal.visibility IN ('members', 'everyone') AND goal.closed_at IS NULL
    ORDER BY far DESC, goal.id LIMIT 1
) AS been ON true
CROSS JOIN LATERAL (
    SELECT array_agg(circle.helps) AS circles FROM (
        SELECT count(*) AS helps FROM (
            SELECT help.topic_id FROM recognition_help AS help
            WHERE help.helper_id = free.member_id AND help.helped_id IS NOT NULL ORDER BY help.at DESC LIMIT %(helps)s
        ) AS latest LEFT JOIN forum_topic AS topic ON topic.id = latest.topic_id
        GROUP BY topic.space_id
    ) AS circle
) AS helps
"""
FIND = FIND.replace("{willing}", willing("member", "%(topic)s"))
ANYBODY = """
    SELECT one.id AS member_id, NULL::timestamptz AS last_asked_at, 0::float AS load, 1 AS room
    FROM unnest(%(people)s::bigint[]) AS one (id)
"""


@dataclass(frozen=True, slots=True)
class People:
    """Who may be asked now. The statement gives a row for each: `member_id`, `last_asked_at` (NULL: never), `load`
    (asks, each halved after score.LOAD_HALF_LIFE days, an open one whole), `room` (asks that their cap still allows).
    It stands inside another: its conditions reach the tables of which it is made, and it is never read whole.

    `turn` gives the `member_id` of a hundred or so whose turn it is, so that somebody is found where nobody knows anything.
    """

    sql: str
    turn: str
    values: Mapping[str, Any] = field(default_factory=dict)


def these(ids: Collection[int]) -> People:
    """People by their numbers, nobody of whom was ever asked."""
    return People(ANYBODY, "SELECT unnest(%(people)s::bigint[]) AS member_id", {"people": list(ids)})


def best_for(topic: Topic, people: People, many: int, now: datetime, *, wave: int = 0) -> list[Scored]:
    """Whom to ask now, the best first; another `wave` of the same question draws another lot."""
    candidates, rate = _looked_at(topic, people, now)
    return score.best(candidates, many, rate=rate, seed=_seed(topic, wave))


def ablest_for(topic: Topic, people: People, many: int, now: datetime) -> list[Scored]:
    """Who can answer it, whoever was asked lately."""
    candidates, rate = _looked_at(topic, people, now)
    return score.ablest(candidates, many, rate=rate, seed=_seed(topic, 0))


def _seed(topic: Topic, wave: int) -> int:
    return topic.pk * 64 + wave


def _looked_at(topic: Topic, people: People, now: datetime) -> tuple[list[Candidate], float]:
    statement, values = question(topic, people, now)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    found = [_candidate(row, now, list(values["called"])) for row in rows]
    answered = sum(one.answered for one in found)
    return found, sum(one.helped for one in found) / answered if answered else score.RATE


def question(topic: Topic, people: People, now: datetime) -> tuple[str, dict[str, Any]]:
    """The statement and what it asks for: benchmarks explain it."""
    tags = list(topic.tags.values_list("pk", "name"))
    called = [name for _pk, name in tags]
    values = dict(people.values) | {
        "topic": topic.pk,
        "asker": topic.member_id,
        "tags": [pk for pk, _name in tags],
        "called": called,
        "names": sorted({*called, *(name.lower() for name in called)}),
        "words": any_of(topic.title, weight="A"),
        "paths": list(_paths(topic)),
        "now": now,
        "half_life": score.HALF_LIFE * 86400,  # seconds
    }
    limits = {
        "near": NEAR,
        "alike": ALIKE,
        "listed": LISTED,
        "candidates": CANDIDATES,
        "strangers": STRANGERS,
        "posts": POSTS,
        "helps": HELPS,
    }
    return FIND.replace("{people}", people.sql).replace("{turn}", people.turn), values | limits


def _paths(topic: Topic) -> QuerySet[Goal, int]:
    """The asker's paths that every member may see. Behind a mask nobody has one."""
    goals = Goal.objects.open().shown_to_members().filter(member=topic.member_id, member__isnull=False)
    return goals.values_list("journey_id", flat=True)


def _candidate(row: Sequence[Any], now: datetime, called: Sequence[str]) -> Candidate:
    member, asked_at, load, room, helped, answered, words, listed, helped_title, path, far, circles, wrote_at = row
    return Candidate(
        member_id=member,
        helped=float(helped),
        answered=float(answered),
        listed=bool(listed),
        words=float(words),
        been_there=float(far or 0),
        chance=_chance(wrote_at, now),
        days_unasked=None if asked_at is None else _days(now - asked_at),
        bridge=score.bridge(circles or ()),
        load=float(load),
        helps=sum(circles or ()),
        room=room,
        topic_name=listed[0] if listed else next(iter(called), ""),
        helped_title=helped_title or "",
        path_name=path or "",
    )


def _chance(wrote_at: Sequence[datetime], now: datetime) -> float:
    hours = [0.0] * 24
    for at in wrote_at:
        hours[at.astimezone(UTC).hour] += 1
    present = sum(score.faded(1, _days(now - at), score.PRESENT_HALF_LIFE) for at in wrote_at)
    return score.chance(present, hours, now.astimezone(UTC).hour)


def _days(lasted: timedelta) -> float:
    return lasted / timedelta(days=1)
