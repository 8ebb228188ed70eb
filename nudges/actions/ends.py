"""What becomes of a summons: not now, another day, not for me, somebody did it, a week went by."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks, sweeps
from activity.locks import lock
from members.actions.pages import rather_not
from members.models import Member
from members.rules import NotAllowed
from notices.actions import tell as telling
from notices.hours import local_day, morning_of
from nudges.actions import calls
from nudges.actions.summons import TOLD, key_of, notify
from nudges.models import Summons
from nudges.policy import IGNORED_STOPS, REMINDED_WITHIN, SUMMONS_RUNS_OUT
from nudges.queries.calls import AT_ONCE, newcomer_waits, topic_waits
from nudges.waves import MENTOR_WAVES, OPTED_IN_WAVES

Kind, Outcome = Summons.Kind, Summons.Outcome


def not_now(*, member: Member, summons_id: int) -> Summons | None:
    """The member says not now; nothing is asked why. None where there is no such open summons of theirs."""
    theirs = Summons.objects.filter(pk=summons_id, member=member, outcome=Outcome.OPEN)
    with transaction.atomic():
        for about in theirs.values("topic", "newcomer"):
            calls.look_now(timezone.now(), **about)  # the place is free for somebody else
        summons = lock(theirs).first()
        if summons is not None:
            _end(summons, Outcome.NOT_NOW)
    return summons


def remind(*, member: Member, summons_id: int, day: date) -> Summons | None:
    """Not now, and asked again in the morning of that day where they live, if it still waits then. None as `not_now`.
    Raises NotAllowed for a day that is past or further off than a week.
    """
    if not 1 <= (day - local_day(timezone.now(), member.time_zone)).days <= REMINDED_WITHIN:
        raise NotAllowed(_("Please choose one of the next seven days."))
    with transaction.atomic():
        summons = not_now(member=member, summons_id=summons_id)
        if summons is not None:
            summons.outcome, summons.again_at = Outcome.LATER, morning_of(day, member.time_zone)
            summons.save(update_fields=["outcome", "again_at"])
    return summons


def not_for_me(*, member: Member, summons_id: int, tag: str) -> Summons | None:
    """Not now, and no more about this tag. None as `not_now`, or where the question has no such tag."""
    theirs = Summons.objects.filter(pk=summons_id, member=member, topic__tags__name=tag)
    if not theirs.exists():
        return None
    with transaction.atomic():
        rather_not(member=member, subject=tag)
        return not_now(member=member, summons_id=summons_id)


def reopen_due() -> int:
    """Hourly: who wanted to be reminded today is asked again where it still waits. Says how many."""
    due = Summons.objects.filter(outcome=Outcome.LATER, again_at__lte=timezone.now())
    keys = due.order_by("pk").values_list("pk", flat=True)
    return sweeps.each(keys, _reopen, what="nudges.reopen_failed", most=AT_ONCE)


@transaction.atomic
def _reopen(pk: int) -> bool:
    calls.take_turn()
    summons = lock(Summons.objects.filter(pk=pk, outcome=Outcome.LATER)).first()
    if summons is None:
        return False
    waits = _still_waits(summons)
    summons.outcome, summons.closed_at = (Outcome.OPEN, None) if waits else (Outcome.PASSED, timezone.now())
    summons.save(update_fields=["outcome", "closed_at"])
    if waits:  # chosen by name they hear of it again as of any question: who chose them is not kept
        told = TOLD[Kind.ANSWER] if summons.kind == Kind.ASK else ""
        notify(summons, summons.member, key=f"{key_of(summons)}:again", actor=summons.newcomer, kind=told)
    return waits


def _still_waits(summons: Summons) -> bool:
    now = timezone.now()
    if summons.topic is not None:
        return topic_waits(summons.topic, now)
    return summons.newcomer is not None and newcomer_waits(summons.newcomer, now)


def _end(summons: Summons, outcome: Summons.Outcome) -> None:
    summons.outcome, summons.closed_at = outcome, timezone.now()
    summons.save(update_fields=["outcome", "closed_at"])
    key = key_of(summons)
    for told in (key, f"{key}:again"):
        telling.take_back_from(to=summons.member, dedupe_key=told)


def close(summons: QuerySet[Summons], *, by: int | None, key: str, at: datetime | None = None) -> None:
    calls.take_turn()  # a wave that is being written ends first
    at = at or timezone.now()
    still_open = summons.filter(outcome__in=[Outcome.OPEN, Outcome.LATER, Outcome.RAN_OUT])
    locks.update(still_open.filter(member_id=by), outcome=Outcome.DONE, closed_at=at)  # type: ignore[misc]
    locks.update(still_open.exclude(member_id=by), outcome=Outcome.PASSED, closed_at=at)  # type: ignore[misc]
    telling.take_back(prefix=key)


def run_out() -> tuple[int, int]:
    """Hourly: ends summons that had no reply for a week, and stops an offer after two in a row. Says how many."""
    now = timezone.now()
    asked_at = Greatest("at", "again_at")  # PostgreSQL leaves out what is null
    open_ones = Summons.objects.filter(outcome=Outcome.OPEN, at__lt=now - SUMMONS_RUNS_OUT)
    old = open_ones.annotate(asked_at=asked_at).filter(asked_at__lt=now - SUMMONS_RUNS_OUT)
    ended = locks.update(old, outcome=Outcome.RAN_OUT, closed_at=now)
    values: dict[str, Any] = {"now": now, "stops": IGNORED_STOPS}
    with connection.cursor() as cursor:
        cursor.execute(STOP_IGNORED_OFFERS, values | {"waves": OPTED_IN_WAVES})
        stopped = cursor.rowcount
        cursor.execute(STOP_IGNORED_MENTORS, values | {"waves": MENTOR_WAVES})
        return ended, stopped + cursor.rowcount


# The last two that ended since the offer was made, both without a reply. What somebody was asked as a mentor or as
# a moderator does not count against what they offered.
STOP_IGNORED_OFFERS = """
UPDATE nudges_offer AS offer SET stopped_at = %(now)s
WHERE offer.stopped_at IS NULL AND %(stops)s = (
    SELECT count(*) FILTER (WHERE last.outcome = 'ran_out') FROM (
        SELECT summons.outcome FROM nudges_summons AS summons
        WHERE summons.member_id = offer.member_id AND (summons.kind = offer.kind OR (summons.kind, offer.kind) IN (('story', 'greet'), ('ask', 'answer')))
          AND (summons.wave = ANY(%(waves)s) OR summons.kind = 'ask')
          AND summons.outcome IN ('done', 'not_now', 'ran_out') AND summons.at >= offer.at
        ORDER BY summons.at DESC, summons.id DESC LIMIT %(stops)s
    ) AS last
)
"""

# A mentor is asked without having offered: where there is no row, the stop is one. Greetings and questions count
# together, because they were asked for one reason.
STOP_IGNORED_MENTORS = """
INSERT INTO nudges_offer (member_id, kind, at, stopped_at)
SELECT mentor.member_id, 'mentor', %(now)s, %(now)s
FROM mentorship_mentor AS mentor
LEFT JOIN nudges_offer AS offer ON offer.member_id = mentor.member_id AND offer.kind = 'mentor'
WHERE mentor.ended_at IS NULL AND offer.stopped_at IS NULL AND %(stops)s = (
    SELECT count(*) FILTER (WHERE last.outcome = 'ran_out') FROM (
        SELECT summons.outcome FROM nudges_summons AS summons
        WHERE summons.member_id = mentor.member_id AND (summons.wave = ANY(%(waves)s) OR summons.kind = 'ask' AND NOT EXISTS (
              SELECT 1 FROM nudges_offer AS own WHERE own.member_id = mentor.member_id AND own.kind = 'answer'))
          AND summons.kind IN ('greet', 'answer', 'story', 'ask') AND summons.outcome IN ('done', 'not_now', 'ran_out')
          AND summons.at >= coalesce(offer.at, mentor.opted_in_at)
        ORDER BY summons.at DESC, summons.id DESC LIMIT %(stops)s
    ) AS last
)
ON CONFLICT (member_id, kind) DO UPDATE SET stopped_at = excluded.stopped_at
"""
