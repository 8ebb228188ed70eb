"""Whom to summon: set-based, and never more often than they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from forum.models import Space, Topic
from masks import sealed
from members.models import Member
from notices import hours
from nudges.models import Offer, Summons
from nudges.policy import SUMMONS_PER_PERIOD, SUMMONS_PERIOD
from nudges.queries import reachable
from nudges.waves import Asked, Wave
from routing.queries import People, best_for
from routing.score import LOAD_HALF_LIFE

Kind = Summons.Kind
COUNTED = [
    Kind.GREET,
    Kind.ANSWER,
    Kind.STORY,
    Kind.ASK,
]  # toward the one cap; what the page offers after "this helped" is none
OFFERED: dict[str, str] = {
    Kind.GREET: Offer.Kind.GREET,
    Kind.ANSWER: Offer.Kind.ANSWER,
    Kind.STORY: Offer.Kind.GREET,
    Kind.ASK: Offer.Kind.ANSWER,
}

# Who stands in a group, and when they were last asked by what they offered.
OPTED_IN = """
    SELECT offer.member_id, offer.asked_at FROM nudges_offer AS offer
    WHERE offer.kind = %(offered)s AND offer.stopped_at IS NULL
      AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s)
"""
MENTORS = """
    SELECT mentor.member_id, offer.asked_at FROM mentorship_mentor AS mentor
    LEFT JOIN nudges_offer AS offer ON offer.member_id = mentor.member_id AND offer.kind = 'mentor'
    WHERE mentor.ended_at IS NULL AND mentor.paused_at IS NULL AND mentor.term_ends_at > %(now)s
      AND offer.stopped_at IS NULL AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s)
"""
MODERATORS = """
    SELECT appointment.member_id, NULL::timestamptz AS asked_at FROM forum_appointment AS appointment
    WHERE appointment.ended_at IS NULL AND appointment.starts_at <= %(now)s AND appointment.ends_at > %(now)s
      AND (%(space)s::bigint IS NULL OR appointment.space_id = %(space)s)
    UNION SELECT id, NULL::timestamptz FROM members_member WHERE is_staff
"""
GROUPS = {
    Asked.OPTED_IN: OPTED_IN,
    Asked.MENTORS: MENTORS,
    Asked.MODERATORS: MODERATORS,
    Asked.ANYBODY: f"""{OPTED_IN} UNION ALL {MENTORS}
      AND NOT EXISTS (SELECT 1 FROM nudges_offer AS own WHERE own.member_id = mentor.member_id AND own.kind = %(offered)s)
    """,  # noqa: S608  (ours, from end to end)
}
LOOKED_AT = 200  # people of each sort, however many offered: whoever was not asked for longest first

ALLOWED = """
    LEFT JOIN nudges_allowance AS allowance ON allowance.member_id = member.id
    WHERE {living:member} AND {at_peace:member}
      AND {unblocked:member:%(about)s::bigint}
      AND member.id IS DISTINCT FROM %(about)s
      AND {willing:member:%(topic)s::bigint}
      AND member.id <> ALL(%(chosen)s::bigint[])
      AND NOT EXISTS (SELECT 1 FROM nudges_summons AS summons
                      WHERE summons.member_id = member.id AND summons.kind = ANY(%(counted)s)
                        AND (summons.newcomer_id = %(newcomer)s OR summons.topic_id = %(topic)s))
      AND (SELECT count(*) FROM nudges_summons AS summons WHERE summons.member_id = member.id
           AND summons.kind = ANY(%(counted)s) AND summons.at > %(since)s) < coalesce(allowance.summons_per_week, %(usual)s)
"""
CALLED = "summons.member_id = member.id AND summons.kind = ANY(%(counted)s)"
MAY_BE_ASKED = "FROM ({group}) AS one JOIN members_member AS member ON member.id = one.member_id" + ALLOWED


def _in_turn(who: str = "") -> str:
    """One after the other in their turn, as the index has them, until there are enough: never all of a large group."""
    return f"""
    FROM (SELECT * FROM ({{group}}) AS everybody ORDER BY asked_at NULLS FIRST OFFSET 0) AS one
    CROSS JOIN LATERAL (
        SELECT member.id FROM members_member AS member {ALLOWED} AND member.id = one.member_id {who} OFFSET 0
    ) AS member
    ORDER BY one.asked_at NULLS FIRST
    """  # noqa: S608  (ours, from end to end)


AWAKE = "AND {awake:member}"
# For `routing`, which weighs them: when they were last asked, their load, and what is left of their cap.
AWAKE_OR_NOT = f"""
    SELECT member.id AS member_id, one.asked_at AS last_asked_at,
           (SELECT coalesce(sum(CASE summons.outcome WHEN 'open' THEN 1 ELSE
                power(0.5::float, extract(epoch FROM %(now)s - summons.at)::float / 86400 / %(load_half_life)s) END), 0)
            FROM nudges_summons AS summons WHERE {CALLED}) AS load,
           coalesce(allowance.summons_per_week, %(usual)s) - (
               SELECT count(*) FROM nudges_summons AS summons WHERE {CALLED} AND summons.at > %(since)s) AS room
    {MAY_BE_ASKED}
"""  # noqa: S608  (ours, from end to end)
PEOPLE = reachable.sql(f"{AWAKE_OR_NOT} AND {{awake:member}}")
# Chosen by name, by somebody who was shown them: only who lets members find them, and told when their morning comes.
FINDABLE = reachable.sql(f"{AWAKE_OR_NOT} AND member.is_listed")
TURN = reachable.sql(f"SELECT one.member_id {_in_turn(AWAKE)} LIMIT %(looked_at)s")
ANYBODYS_TURN = reachable.sql(f"SELECT one.member_id {_in_turn()} LIMIT %(looked_at)s")
SLEEPING = reachable.sql(f"SELECT member.time_zone {MAY_BE_ASKED} AND NOT {{awake:member}} LIMIT %(looked_at)s")
# Those who listed what it is about, then whoever was not asked for longest. Of those who sleep only the zones are of
# interest: they say when the first one wakes.
CANDIDATES = reachable.sql(f"""
WITH fitting AS (
    SELECT member.id, one.asked_at {MAY_BE_ASKED}
      AND {{awake:member}} AND member.can_help_with && %(subjects)s::varchar[] LIMIT %(looked_at)s
), resting AS (
    SELECT member.id, one.asked_at {_in_turn(AWAKE)} LIMIT %(looked_at)s
), sleeping AS (
    SELECT member.time_zone {MAY_BE_ASKED} AND NOT {{awake:member}} LIMIT %(looked_at)s
), awake AS (
    SELECT id, bool_or(fits) AS fits, min(asked_at) AS asked_at FROM (
        SELECT id, asked_at, true AS fits FROM fitting UNION ALL SELECT id, asked_at, false FROM resting
    ) AS found GROUP BY id
)
SELECT id, fits, (SELECT array_agg(DISTINCT time_zone) FROM sleeping) AS zones FROM (
    (SELECT id, fits FROM awake ORDER BY fits DESC, asked_at NULLS FIRST, random() LIMIT %(many)s)
    UNION ALL SELECT NULL, NULL
) AS chosen
""")  # noqa: S608  (ours, from end to end)


# Whom a moderator wants left in peace through a mask no statement can leave out: they are passed over afterwards.
SPARE = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    member_id: int
    why: str | Promise = ""  # they, of all people; "" where nothing but their turn says so


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be asked now, the best first, and when the first of those who sleep wakes (None: nobody sleeps)."""

    awake: list[Candidate]
    wakes_at: datetime | None


def for_newcomer(newcomer: Member, wave: Wave, many: int | None, now: datetime, chosen: Sequence[int] = ()) -> Found:
    """Who may be asked to greet this newcomer, beside those who are `chosen` already."""
    about: dict[str, Any] = {
        "about": newcomer.pk,
        "newcomer": newcomer.pk,
        "topic": None,
        "space": None,
        "subjects": [],
    }
    return _candidates(Kind.GREET, wave, many, now, about | {"chosen": list(chosen)})


def for_topic(
    topic: Topic, kind: str, wave: Wave, many: int | None, now: datetime, chosen: Sequence[int] = ()
) -> Found:
    """Who may be asked to reply to this, beside those who are `chosen` already; a question goes to who can answer it.

    Behind a mask whoever wrote it may be among them: a row that is missing would say who did; whoever it is does not
    see it.
    """
    if topic.space.visibility == Space.Visibility.MODERATORS and wave.who is not Asked.MODERATORS:
        return Found([], None)
    names = list(topic.tags.values_list("name", flat=True))
    tags = sorted({*names, *(name.lower() for name in names)})
    about = {"about": topic.member_id, "newcomer": None, "topic": topic.pk, "space": topic.space_id, "subjects": tags}
    about["chosen"] = list(chosen)
    if kind != Kind.ANSWER or many is None:
        return _candidates(kind, wave, many, now, about)
    return _weighed(topic, wave, many, now, about)


def _weighed(topic: Topic, wave: Wave, many: int, now: datetime, about: dict[str, Any]) -> Found:
    values = _values(Kind.ANSWER, many, now, about)
    group = GROUPS[wave.who]
    people = People(PEOPLE.replace("{group}", group), TURN.replace("{group}", group), values)
    found = best_for(topic, people, many + SPARE, now, wave=wave.number)
    with connection.cursor() as cursor:
        cursor.execute(SLEEPING.replace("{group}", GROUPS[wave.who]), values)
        zones = {zone for (zone,) in cursor.fetchall()}
    return _found([Candidate(one.member_id, one.why) for one in found], many, zones, now)


def by_name(topic: Topic, now: datetime, *, but: int, among: Sequence[int] = ()) -> People:
    """Who may be asked about this question by name, awake or not; `among` these alone, where some are given. `but`: whoever
    chooses.
    """
    about = {"about": topic.member_id, "newcomer": None, "topic": topic.pk, "space": topic.space_id, "chosen": [but]}
    group = GROUPS[Asked.ANYBODY]
    sql = FINDABLE.replace("{group}", group) + (" AND member.id = ANY(%(among)s::bigint[])" if among else "")
    turn = ANYBODYS_TURN.replace("{group}", group) if not among else "SELECT unnest(%(among)s::bigint[]) AS member_id"
    return People(sql, turn, _values(Kind.ASK, None, now, about) | {"among": list(among)})


def anybody_opted_in(kind: str, but: int | None) -> bool:
    """Is there anybody at all who said that they may be asked for this?"""
    return Offer.objects.filter(kind=OFFERED[kind], stopped_at__isnull=True).exclude(member=but).exists()


def _candidates(kind: str, wave: Wave, many: int | None, now: datetime, about: dict[str, Any]) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES.replace("{group}", GROUPS[wave.who]), _values(kind, many, now, about))
        rows = cursor.fetchall()
    zones = set(rows[-1][2] or ())
    return _found([Candidate(id) for id, _fits, _zones in rows if id is not None], many, zones, now)


def _found(awake: list[Candidate], many: int | None, zones: set[str], now: datetime) -> Found:
    at_peace = [one for one in awake if sealed.in_peace_until(Member(pk=one.member_id)) is None]
    return Found(at_peace[:many], min((hours.next_awake(now, zone) for zone in zones), default=None))


def _values(kind: str, many: int | None, now: datetime, about: dict[str, Any]) -> dict[str, Any]:
    return (
        about
        | reachable.values(now)
        | {
            "offered": OFFERED[kind],
            "counted": [str(one) for one in COUNTED],
            "since": now - SUMMONS_PERIOD,
            "usual": SUMMONS_PER_PERIOD,
            "many": None if many is None else many + SPARE,
            "looked_at": LOOKED_AT,
            "load_half_life": LOAD_HALF_LIFE,
        }
    )
