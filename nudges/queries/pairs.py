"""Which of a pair is asked how it is going: set-based, and asked again just before the mail goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from members.models import Member
from mentorship.actions.mentors import ASK_TO_RENEW_BEFORE
from mentorship.models import Mentor
from notices.models import Message
from nudges.models import Crisis
from nudges.policy import CHECK_IN_GAP, QUIET, WEEK_TWO, WEEK_TWO_OVER, Nudge
from nudges.queries import reachable

WEEK_TWO_ASKED = "week-2"  # the occasion that is not the number of a check-in

# One row for each side of a pair and each occasion to ask: the next agreed day, if it has come and this side has not
# written for it, and once the end of two weeks. None where the pair, the mentor's term or one of the two is at rest,
# where either wrote within a week, and while somebody looks into a worry about the pair.
OCCASIONS = reachable.sql("""
SELECT pair.id AS pair_id, member.id AS member_id, partner.id AS other_id, occasion.name, occasion.place
FROM mentorship_mentorship AS pair
JOIN mentorship_mentor AS mentor ON mentor.id = pair.mentor_id
CROSS JOIN LATERAL (VALUES (mentor.member_id, pair.mentee_id), (pair.mentee_id, mentor.member_id))
    AS side (member_id, partner_id)
JOIN members_member AS member ON member.id = side.member_id
JOIN members_member AS partner ON partner.id = side.partner_id
CROSS JOIN LATERAL (
    SELECT 1 AS place, next.number::text AS name FROM (
        SELECT check_in.id, check_in.number, check_in.due_on FROM mentorship_checkin AS check_in
        WHERE check_in.mentorship_id = pair.id AND check_in.done_at IS NULL ORDER BY check_in.number LIMIT 1
    ) AS next
    WHERE next.due_on <= %(today)s AND NOT EXISTS (
        SELECT 1 FROM mentorship_letter AS letter
        WHERE letter.check_in_id = next.id AND letter.author_id = side.member_id)
    UNION ALL
    SELECT 2, %(week_two)s WHERE pair.started_at <= %(two_weeks)s AND pair.started_at > %(week_two_over)s
) AS occasion
WHERE pair.ended_at IS NULL
  AND mentor.ended_at IS NULL AND mentor.paused_at IS NULL AND mentor.term_ends_at > %(now)s
  AND {living:member} AND {living:partner} AND {at_peace:member} AND {unblocked:member:partner.id}
  AND NOT EXISTS (SELECT 1 FROM mentorship_letter AS letter WHERE letter.mentorship_id = pair.id
                  AND letter.at > %(quiet_since)s)
  AND NOT EXISTS (SELECT 1 FROM mentorship_worry AS worry WHERE worry.mentorship_id = pair.id
                  AND worry.seen_at IS NULL)
""")

# Of these, whoever was not asked on this occasion, nor about this pair within a week, and is awake.
UNASKED = reachable.sql("""
SELECT DISTINCT ON (due.pair_id, due.member_id) due.pair_id, due.member_id, due.other_id, due.name
FROM ({occasions}) AS due JOIN members_member AS member ON member.id = due.member_id
WHERE {awake:member}
  AND NOT EXISTS (SELECT 1 FROM notices_message AS message
                  WHERE message.dedupe_key = 'check_in:' || due.pair_id || ':' || due.name || ':' || due.member_id)
  AND NOT EXISTS (SELECT 1 FROM notices_message AS message
                  WHERE message.member_id = due.member_id AND message.kind = %(kind)s
                    AND message.created_at > %(gap)s AND message.data ->> 'pair' = due.pair_id::text)
ORDER BY due.pair_id, due.member_id, due.place
LIMIT %(most)s
""")

STILL = "SELECT 1 FROM ({occasions}) AS due WHERE pair_id = %(pair)s AND member_id = %(member)s AND name = %(name)s"


@dataclass(frozen=True, slots=True)
class Due:
    """One side of a pair, to be asked on one occasion."""

    pair_id: int
    member_id: int
    other_id: int
    occasion: str  # the number of a check-in, or WEEK_TWO_ASKED

    @property
    def key(self) -> str:
        """Of the notices of both; the message's key names its reader as well."""
        return f"check_in:{self.pair_id}:{self.occasion}"


def check_ins(now: datetime, most: int) -> list[Due]:
    """Who is to be asked now, `most` of them."""
    values = _values(now) | {
        "kind": Nudge.CHECK_IN.value,
        "gap": now - CHECK_IN_GAP,
        "most": most,
    }
    return [Due(*row) for row in _rows(UNASKED, values)]


def asks_still(*, pair_id: int, member: Member, occasion: str, now: datetime) -> bool:
    """Is there still reason to ask this member on this occasion?"""
    return bool(_rows(STILL, _values(now) | {"pair": pair_id, "member": member.pk, "name": occasion}))


def _values(now: datetime) -> dict[str, Any]:
    return reachable.values(now) | {
        "today": timezone.localdate(now),
        "week_two": WEEK_TWO_ASKED,
        "two_weeks": now - WEEK_TWO,
        "week_two_over": now - WEEK_TWO_OVER,
        "quiet_since": now - QUIET,
    }


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{occasions}", OCCASIONS), values)
        return cursor.fetchall()


def ending_terms(now: datetime) -> QuerySet[Mentor]:
    """Mentors in the last week of a term, not paused and not in a crisis."""
    paused = Crisis.objects.filter(member=OuterRef("member"), until__gt=now)
    return Mentor.objects.taking(now).filter(~Exists(paused), term_ends_at__lte=now + ASK_TO_RENEW_BEFORE)


def unasked_terms(now: datetime, most: int) -> list[Mentor]:
    """Those of them who were not asked in this week and are awake, `most` of them."""
    asked = Message.objects.filter(
        member=OuterRef("member"),
        kind=Nudge.TERM,
        created_at__gte=OuterRef("term_ends_at") - ASK_TO_RENEW_BEFORE,
        created_at__lte=OuterRef("term_ends_at"),
    )
    awake = ending_terms(now).filter(~Exists(asked), member__in=reachable.reachable(now))
    return list(awake.select_related("member").order_by(F("term_ends_at"), "pk")[:most])
