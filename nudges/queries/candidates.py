"""Whom to summon: set-based, and never more often than they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from forum.models import Space, Topic
from masks import sealed
from members.models import Member
from notices import hours
from nudges.models import Offer, Summons
from nudges.policy import SUMMONS_PER_PERIOD, SUMMONS_PERIOD
from nudges.queries import reachable
from nudges.waves import Asked, Wave

Kind = Summons.Kind
COUNTED = [Kind.GREET, Kind.ANSWER, Kind.STORY]  # toward the one cap; what the page offers after "this helped" is none
OFFERED: dict[str, str] = {Kind.GREET: Offer.Kind.GREET, Kind.ANSWER: Offer.Kind.ANSWER, Kind.STORY: Offer.Kind.GREET}

OPTED_IN = """
    SELECT offer.member_id FROM nudges_offer AS offer
    WHERE offer.kind = %(offered)s AND offer.stopped_at IS NULL
      AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s)
"""
MENTORS = """
    SELECT mentor.member_id FROM mentorship_mentor AS mentor
    LEFT JOIN nudges_offer AS offer ON offer.member_id = mentor.member_id AND offer.kind = 'mentor'
    WHERE mentor.ended_at IS NULL AND mentor.paused_at IS NULL AND mentor.term_ends_at > %(now)s
      AND offer.stopped_at IS NULL AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s)
"""
MODERATORS = """
    SELECT appointment.member_id FROM forum_appointment AS appointment
    WHERE appointment.ended_at IS NULL AND appointment.starts_at <= %(now)s AND appointment.ends_at > %(now)s
      AND (%(space)s::bigint IS NULL OR appointment.space_id = %(space)s)
    UNION SELECT id FROM members_member WHERE is_staff
"""
GROUPS = {
    Asked.OPTED_IN: OPTED_IN,
    Asked.MENTORS: MENTORS,
    Asked.MODERATORS: MODERATORS,
    Asked.ANYBODY: f"{OPTED_IN} UNION {MENTORS}",
}

# Whoever is awake comes first; of those who sleep only the zones are of interest: they say when the first one wakes.
CANDIDATES = reachable.sql("""
WITH asked (member_id) AS ({group}), people AS (
    SELECT member.id, member.time_zone, {awake:member} AS awake,
           member.can_help_with && %(tags)s::varchar[] AS fits,
           (SELECT max(summons.at) FROM nudges_summons AS summons WHERE summons.member_id = member.id) AS last_at
    FROM (SELECT DISTINCT member_id FROM asked) AS asked
    JOIN members_member AS member ON member.id = asked.member_id
    LEFT JOIN nudges_allowance AS allowance ON allowance.member_id = member.id
    WHERE {living:member} AND {at_peace:member}
      AND {unblocked:member:%(about)s::bigint}
      AND member.id IS DISTINCT FROM %(about)s
      AND NOT (member.rather_not && %(tags)s::varchar[])
      AND member.id <> ALL(%(chosen)s::bigint[])
      AND NOT EXISTS (SELECT 1 FROM nudges_summons AS summons
                      WHERE summons.member_id = member.id AND summons.kind = %(kind)s
                        AND (summons.newcomer_id = %(newcomer)s OR summons.topic_id = %(topic)s))
      AND (SELECT count(*) FROM nudges_summons AS summons WHERE summons.member_id = member.id
           AND summons.kind = ANY(%(counted)s) AND summons.at > %(since)s) < coalesce(allowance.summons_per_week, %(usual)s)
)
SELECT id, fits, awake, (SELECT array_agg(DISTINCT time_zone) FROM people WHERE NOT awake) FROM people
ORDER BY awake DESC, fits DESC, last_at NULLS FIRST, random()
LIMIT %(many)s
""")


# Whom a moderator wants left in peace through a mask no statement can leave out: they are passed over afterwards.
SPARE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    member_id: int
    fits: bool  # they listed what it is about


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be asked now, the best first, and when the first of those who sleep wakes (None: nobody sleeps)."""

    awake: list[Candidate]
    wakes_at: datetime | None


def for_newcomer(newcomer: Member, wave: Wave, many: int | None, now: datetime, chosen: Sequence[int] = ()) -> Found:
    """Who may be asked to greet this newcomer, beside those who are `chosen` already."""
    about: dict[str, Any] = {"about": newcomer.pk, "newcomer": newcomer.pk, "topic": None, "space": None, "tags": []}
    return _candidates(Kind.GREET, wave, many, now, about | {"chosen": list(chosen)})


def for_topic(
    topic: Topic, kind: str, wave: Wave, many: int | None, now: datetime, chosen: Sequence[int] = ()
) -> Found:
    """Who may be asked to answer this question, or to reply to this story, beside those who are `chosen` already. Behind a mask whoever wrote it may be among
    them: a row that is missing would say who did; whoever it is does not see it.
    """
    if topic.space.visibility == Space.Visibility.MODERATORS and wave.who is not Asked.MODERATORS:
        return Found([], None)
    names = list(topic.tags.values_list("name", flat=True))
    tags = sorted({*names, *(name.lower() for name in names)})
    about = {"about": topic.member_id, "newcomer": None, "topic": topic.pk, "space": topic.space_id, "tags": tags}
    return _candidates(kind, wave, many, now, about | {"chosen": list(chosen)})


def anybody_opted_in(kind: str, but: int | None) -> bool:
    """Is there anybody at all who said that they may be asked for this?"""
    return Offer.objects.filter(kind=OFFERED[kind], stopped_at__isnull=True).exclude(member=but).exists()


def _candidates(kind: str, wave: Wave, many: int | None, now: datetime, about: dict[str, Any]) -> Found:
    values = about | reachable.values(now)
    values |= {
        "kind": kind,
        "offered": OFFERED[kind],
        "counted": [str(one) for one in COUNTED],
        "since": now - SUMMONS_PERIOD,
        "usual": SUMMONS_PER_PERIOD,
        "many": None if many is None else many + SPARE,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES.replace("{group}", GROUPS[wave.who]), values)
        rows = cursor.fetchall()
    zones = rows[0][3] if rows else None
    awake = [Candidate(id, bool(fits)) for id, fits, is_awake, _zones in rows if is_awake]
    at_peace = [one for one in awake if sealed.in_peace_until(Member(pk=one.member_id)) is None]
    return Found(at_peace[:many], min((hours.next_awake(now, zone) for zone in zones or []), default=None))
