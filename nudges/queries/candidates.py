"""Whom to summon: set-based, and never more often than they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from forum.models import Space, Topic
from masks import sealed
from members.models import Member
from nudges.models import Offer
from nudges.policy import MOST_SUMMONS_PER_PERIOD, SUMMONS_PER_PERIOD, SUMMONS_PERIOD, Asked, Wave
from nudges.queries import reachable

# Who stands in a group, with their cap. A mentor's cap is that of their offer, else the usual one; a moderator took
# the task on for a term, so theirs is the most that anybody may choose.
GROUPS = {
    Asked.OPTED_IN: """
        SELECT offer.member_id, offer.per_week FROM nudges_offer AS offer
        WHERE offer.kind = %(kind)s AND offer.stopped_at IS NULL
          AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s)
    """,
    Asked.MENTORS: """
        SELECT mentor.member_id, coalesce(offer.per_week, %(usual)s) FROM mentorship_mentor AS mentor
        LEFT JOIN nudges_offer AS offer ON offer.member_id = mentor.member_id AND offer.kind = 'mentor'
        WHERE mentor.ended_at IS NULL AND mentor.paused_at IS NULL AND mentor.term_ends_at > %(now)s
          AND offer.stopped_at IS NULL AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s)
    """,
    Asked.MODERATORS: """
        SELECT appointment.member_id, %(most)s FROM forum_appointment AS appointment
        WHERE appointment.ended_at IS NULL AND appointment.starts_at <= %(now)s AND appointment.ends_at > %(now)s
          AND (%(space)s::bigint IS NULL OR appointment.space_id = %(space)s)
        UNION SELECT id, %(most)s FROM members_member WHERE is_staff
    """,
}

CANDIDATES = reachable.sql("""
WITH asked (member_id, cap) AS ({group}), people AS (
    SELECT member.id, max(asked.cap) AS cap, member.can_help_with, member.rather_not,
           (SELECT max(summons.at) FROM nudges_summons AS summons WHERE summons.member_id = member.id) AS last_at
    FROM asked JOIN members_member AS member ON member.id = asked.member_id
    WHERE {living:member} AND {at_peace:member} AND {awake:member}
      AND {unblocked:member:%(about)s::bigint}
      AND member.id IS DISTINCT FROM %(about)s
      AND NOT (member.rather_not && %(tags)s::varchar[])
      AND NOT EXISTS (SELECT 1 FROM nudges_summons AS summons
                      WHERE summons.member_id = member.id AND summons.kind = %(kind)s
                        AND (summons.newcomer_id = %(newcomer)s OR summons.topic_id = %(topic)s))
    GROUP BY member.id
)
SELECT id, can_help_with && %(tags)s::varchar[] AS fits FROM people
WHERE (SELECT count(*) FROM nudges_summons AS summons WHERE summons.member_id = people.id
       AND summons.kind = %(kind)s AND summons.at > %(since)s) < cap
ORDER BY (can_help_with && %(tags)s::varchar[]) DESC, last_at NULLS FIRST, random()
LIMIT %(many)s
""")


# Whom a moderator wants left in peace through a mask no statement can leave out: they are passed over afterwards.
SPARE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    member_id: int
    fits: bool  # they listed what it is about


def for_newcomer(newcomer: Member, wave: Wave, now: datetime) -> list[Candidate]:
    """Who may be asked to greet this newcomer."""
    asked = {"kind": Offer.Kind.GREET, "about": newcomer.pk, "newcomer": newcomer.pk, "topic": None, "space": None}
    return _candidates(wave, now, asked | {"tags": []})


def for_question(topic: Topic, wave: Wave, now: datetime) -> list[Candidate]:
    """Who may be asked to answer this question. Behind a mask its asker may be among them: a row that is missing
    would say who asked; whoever it is does not see it.
    """
    if topic.space.visibility == Space.Visibility.MODERATORS and wave.who is not Asked.MODERATORS:
        return []
    asked = {"kind": Offer.Kind.ANSWER, "about": topic.member_id, "newcomer": None, "topic": topic.pk}
    names = list(topic.tags.values_list("name", flat=True))
    tags = sorted({*names, *(name.lower() for name in names)})
    return _candidates(wave, now, asked | {"space": topic.space_id, "tags": tags})


def anybody_opted_in(kind: str, but: int | None) -> bool:
    """Is there anybody at all who said that they may be asked?"""
    return Offer.objects.filter(kind=kind, stopped_at__isnull=True).exclude(member=but).exists()


def _candidates(wave: Wave, now: datetime, asked: dict[str, Any]) -> list[Candidate]:
    values = asked | reachable.values(now)
    values |= {
        "since": now - SUMMONS_PERIOD,
        "usual": SUMMONS_PER_PERIOD,
        "most": MOST_SUMMONS_PER_PERIOD,
        "many": None if wave.many is None else wave.many + SPARE,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES.replace("{group}", GROUPS[wave.who]), values)
        found = [Candidate(id, bool(fits)) for id, fits in cursor.fetchall()]
    return [one for one in found if sealed.in_peace_until(Member(pk=one.member_id)) is None][: wave.many]
