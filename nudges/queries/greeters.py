"""Who is there for somebody new, and who could be: set-based, within the one cap that each of them chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from masks import sealed
from members.models import Goal, Hello, Member
from members.models.goals import SHOWN_TO_MEMBERS
from members.stages import AWAY
from nudges.models import Greeter, Summons
from nudges.policy import SUMMONS_PER_PERIOD, SUMMONS_PERIOD
from nudges.queries import reachable
from nudges.queries.candidates import COUNTED, OPTED_IN
from nudges.waves import NEWCOMERS_WAIT
from web.prepared import Prepared

QUIET_FOR = timedelta(hours=12)  # a greeter who has not said hello by then: half of the day that we promise
LOOKED_AT = 50  # people of each sort: whoever was not asked for longest
SPARE = 4  # of whom a moderator wants some left in peace through a mask
AT_ONCE = 500  # newcomers that one run looks at

OFFERED = OPTED_IN.replace("%(offered)s", "'greet'")
# Called about this newcomer already: that is within their cap.
CALLED = f"""{OFFERED} AND EXISTS (
    SELECT 1 FROM nudges_summons AS summons WHERE summons.newcomer_id = %(newcomer)s AND summons.kind = 'greet'
      AND summons.member_id = offer.member_id AND summons.outcome = 'open')
"""  # noqa: S608  (ours, from end to end)
WALKING = f"""{OFFERED} AND offer.member_id IN (
    SELECT goal.member_id FROM members_goal AS goal WHERE goal.journey_id = ANY(%(paths)s::bigint[])
      AND goal.visibility = ANY(%(shown)s) AND goal.closed_at IS NULL)
"""  # noqa: S608  (ours, from end to end)
CAPPED = """
    SELECT count(*) FROM nudges_summons AS summons
    WHERE summons.member_id = member.id AND summons.kind = ANY(%(counted)s) AND summons.at > %(since)s
"""
DECLINED = """
    SELECT 1 FROM nudges_summons AS summons WHERE summons.member_id = member.id AND summons.newcomer_id = newcomer.id
      AND summons.outcome IN ('not_now', 'later', 'ran_out')
"""


# As `waits_for_one`; nobody is called to greet somebody who may not write.
IS_NEW = "newcomer.joined_at > %(old)s AND newcomer.shows_new AND {living:newcomer}"


def _in_turn(group: str, condition: str) -> str:
    """One after the other in their turn until there are enough: never all of a large group."""
    return f"""(
        SELECT member.id, one.asked_at FROM (SELECT * FROM ({group}) AS everybody ORDER BY asked_at NULLS FIRST OFFSET 0) AS one
        CROSS JOIN LATERAL (
            SELECT member.id FROM members_member AS member
            LEFT JOIN nudges_allowance AS allowance ON allowance.member_id = member.id
            WHERE member.id = one.member_id AND member.id <> %(newcomer)s AND {{living:member}} AND {{at_peace:member}}
              AND {{unblocked:member:%(newcomer)s::bigint}} AND NOT EXISTS ({DECLINED.replace("newcomer.id", "%(newcomer)s")})
              AND NOT EXISTS (SELECT 1 FROM nudges_greeter AS before
                              WHERE before.newcomer_id = %(newcomer)s AND before.member_id = member.id)
              AND {condition} OFFSET 0
        ) AS member ORDER BY one.asked_at NULLS FIRST LIMIT %(looked_at)s)
    """  # noqa: S608  (ours, from end to end)


ROOM = f"({CAPPED}) < coalesce(allowance.summons_per_week, %(usual)s)"
# Whoever sleeps is only looked for where nobody is awake.
FINDS = reachable.sql(f"""
WITH found AS (
    SELECT *, true AS called FROM {_in_turn(CALLED, "true")} AS one
    UNION ALL SELECT *, false FROM {_in_turn(OFFERED, "SLEEPS {awake:member} AND " + ROOM)} AS one
    UNION ALL SELECT *, false FROM {_in_turn(WALKING, ROOM)} AS one
), people AS (
    SELECT id, min(asked_at) AS asked_at, bool_or(called) AS called FROM found GROUP BY id
)
SELECT member.id, shared.path_id
FROM people JOIN members_member AS member ON member.id = people.id
CROSS JOIN LATERAL (
    SELECT min(goal.journey_id) AS path_id FROM members_goal AS goal WHERE goal.member_id = member.id
      AND goal.closed_at IS NULL AND goal.journey_id = ANY(%(paths)s::bigint[]) AND goal.visibility = ANY(%(shown)s)
) AS shared
ORDER BY shared.path_id IS NULL, ({{awake:member}}) DESC, called DESC,
    (SELECT count(*) FROM nudges_greeter AS own WHERE own.member_id = member.id AND own.until IS NULL),
    people.asked_at NULLS FIRST, random()
LIMIT %(many)s
""")  # noqa: S608  (ours, from end to end)

CALLED_TO = """EXISTS (
    SELECT 1 FROM nudges_summons AS summons WHERE summons.kind = 'greet' AND summons.newcomer_id = greeter.newcomer_id
      AND summons.member_id = greeter.member_id)
"""
# Named by night, and awake now.
TO_CALL = reachable.sql(f"""
SELECT greeter.newcomer_id FROM nudges_greeter AS greeter
JOIN members_member AS member ON member.id = greeter.member_id
WHERE greeter.until IS NULL AND {{awake:member}} AND NOT {CALLED_TO} ORDER BY greeter.newcomer_id LIMIT %(at_once)s
""")  # noqa: S608  (ours, from end to end)
MAY_CALL = reachable.sql(f"""
SELECT {ROOM} FROM members_member AS member
LEFT JOIN nudges_allowance AS allowance ON allowance.member_id = member.id
WHERE member.id = %(member)s AND {{awake:member}}
""")  # noqa: S608  (ours, from end to end)

# Is there a place at all? Else nobody of those who wait is looked at.
HAS_ROOM = reachable.sql(f"""
SELECT 1 FROM ({OFFERED}) AS one JOIN members_member AS member ON member.id = one.member_id
LEFT JOIN nudges_allowance AS allowance ON allowance.member_id = member.id
WHERE {{living:member}} AND {{at_peace:member}} AND {ROOM} LIMIT 1
""")  # noqa: S608  (ours, from end to end)

# Who is named and cannot be there for them, or was not for half a day; and where the first days are over.
TO_HAND_ON = reachable.sql(f"""
SELECT greeter.newcomer_id FROM nudges_greeter AS greeter
JOIN members_member AS member ON member.id = greeter.member_id
JOIN members_member AS newcomer ON newcomer.id = greeter.newcomer_id
WHERE greeter.until IS NULL AND (%(newcomer)s::bigint IS NULL OR greeter.newcomer_id = %(newcomer)s) AND (
    NOT ({{living:member}}) OR NOT ({{at_peace:member}}) OR NOT ({{unblocked:member:greeter.newcomer_id}})
    OR NOT ({IS_NEW})
    OR NOT EXISTS (SELECT 1 FROM nudges_offer AS offer WHERE offer.member_id = member.id AND offer.kind = 'greet'
                   AND offer.stopped_at IS NULL AND (offer.paused_until IS NULL OR offer.paused_until <= %(now)s))
    OR EXISTS ({DECLINED} AND NOT EXISTS (
        SELECT 1 FROM members_hello AS hello WHERE hello.newcomer_id = newcomer.id AND hello.author_id = member.id))
    OR greeter.since <= %(quiet)s AND {CALLED_TO} AND NOT EXISTS (
        SELECT 1 FROM members_hello AS hello WHERE hello.newcomer_id = newcomer.id
          AND (hello.author_id = member.id OR greeter.words = ''))
) ORDER BY greeter.newcomer_id LIMIT %(at_once)s
""")  # noqa: S608  (ours, from end to end)
WITHOUT_ONE = reachable.sql(f"""
SELECT newcomer.id FROM members_member AS newcomer WHERE {IS_NEW}
  AND NOT EXISTS (SELECT 1 FROM members_hello AS hello WHERE hello.newcomer_id = newcomer.id)
  AND NOT EXISTS (SELECT 1 FROM nudges_greeter AS greeter WHERE greeter.newcomer_id = newcomer.id AND greeter.until IS NULL)
ORDER BY newcomer.joined_at DESC LIMIT %(at_once)s
""")  # noqa: S608  (ours, from end to end)


@dataclass(frozen=True, slots=True)
class MyGreeter:
    """For the newcomer's home: `person` None where nobody is free. `words`: what was written to them; `hello`: what they
    said.
    """

    person: Member | None
    words: str = ""
    hello: Hello | None = None


def my_greeter(member: Member, now: datetime) -> MyGreeter | None:
    """None for who is not new, or does not want to be shown as new. One query, none for anybody else."""
    if not waits_for_one(member, now):
        return None
    found: list[Any] = THERE_FOR(newcomer=member.pk)
    if not found:
        return MyGreeter(None)
    [one] = found
    if one.written is None:  # nobody is named, and somebody said hello before anybody was free
        return None
    said = {name: getattr(one, f"hello_{name}") for name in SAID}
    return MyGreeter(one, one.written, Hello(**said) if said["pk"] else None)


def _there_for(newcomer: int) -> QuerySet[Member]:
    """Whoever is named to them, with what was `written` to them; else somebody who has said hello. Of each the hello."""
    named, hellos = Greeter.objects.named().filter(newcomer=newcomer), Hello.objects.filter(newcomer=newcomer)
    people = Member.objects.filter(pk__in=named.values("member").union(hellos.values("author")))
    written = Subquery(named.filter(member=OuterRef("pk")).values("words"))
    hello = FilteredRelation("hellos_said", condition=Q(hellos_said__newcomer=newcomer))
    found = people.annotate(written=written, hello=hello, **{f"hello_{name}": F(f"hello__{name}") for name in SAID})
    return found.order_by(F("written").asc(nulls_last=True))[:1]


SAID = ("pk", "words", "answer", "answered_at")
THERE_FOR = Prepared(_there_for)


def waits_for_one(member: Member, now: datetime) -> bool:
    """Are these their first days, in which they are shown as new?"""
    return (
        member.is_person
        and member.is_active
        and member.approved_at is not None
        and member.shows_new
        and member.stage not in AWAY
        and now - member.joined_at < NEWCOMERS_WAIT
    )


def written_to(greeter: Member, newcomer: Member) -> str:
    """What this newcomer wrote to whoever is named to them; "" to anybody else."""
    row = Greeter.objects.named().filter(newcomer=newcomer, member=greeter).first()
    return row.words if row else ""


def find(newcomer: Member, now: datetime) -> tuple[int, int | None] | None:
    """Whom to name, and the path that both of them show. None where nobody is free."""
    paths = Goal.objects.shown_to_members().filter(member=newcomer)
    values = (
        _values(now, newcomer.pk)
        | _caps(now)
        | {
            "paths": list(paths.values_list("journey_id", flat=True)),
            "shown": list(SHOWN_TO_MEMBERS),
            "looked_at": LOOKED_AT,
            "many": 1 + SPARE,
        }
    )
    for sleeps in ("", "NOT"):
        for id, path_id in _rows(FINDS.replace("SLEEPS", sleeps), values):
            if sealed.in_peace_until(Member(pk=id)) is None:
                return id, path_id
    return None


def to_hand_on(now: datetime, newcomer_id: int | None = None) -> list[int]:
    """The newcomers whose greeter is to be another, or nobody any more."""
    return [id for (id,) in _rows(TO_HAND_ON, _values(now, newcomer_id))]


def without_one(now: datetime) -> list[int]:
    """Those who are new, and to whom nobody is named and nobody has said hello."""
    return [id for (id,) in _rows(WITHOUT_ONE, _values(now, None))]


def is_new(newcomer: Member, now: datetime) -> bool:
    """`waits_for_one`, and they may write."""
    statement = reachable.sql(f"SELECT 1 FROM members_member AS newcomer WHERE newcomer.id = %(newcomer)s AND {IS_NEW}")  # noqa: S608  (ours)
    return bool(_rows(statement, _values(now, newcomer.pk)))


def anybody_has_room(now: datetime) -> bool:
    return bool(_rows(HAS_ROOM, _values(now, None) | _caps(now)))


def to_call(now: datetime) -> list[int]:
    """The newcomers to whom somebody was named who slept then and is awake now."""
    return [id for (id,) in _rows(TO_CALL, _values(now, None))]


def may_be_called(member: Member, now: datetime) -> bool | None:
    """Is there room within their cap? None while they sleep."""
    rows = _rows(MAY_CALL, _values(now, None) | _caps(now) | {"member": member.pk})
    return rows[0][0] if rows else None


def is_called(newcomer: Member, member_id: int) -> bool:
    return Summons.objects.filter(kind=Summons.Kind.GREET, newcomer=newcomer, member=member_id).exists()


def _caps(now: datetime) -> dict[str, Any]:
    return {"counted": [str(one) for one in COUNTED], "since": now - SUMMONS_PERIOD, "usual": SUMMONS_PER_PERIOD}


def _values(now: datetime, newcomer_id: int | None) -> dict[str, Any]:
    times = {"old": now - NEWCOMERS_WAIT, "quiet": now - QUIET_FOR}
    return reachable.values(now) | times | {"newcomer": newcomer_id, "at_once": AT_ONCE}


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
