"""The calls that are still open: begun, looked at again, ended. `nudges.actions.summoning` is what they are for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from activity import locks
from masks.hours import hour_of
from members.queries import community
from members.zones import zone
from nudges.models import Call
from nudges.waves import MORNINGS, NEWCOMERS_WAIT, Reached, Wave, next_look

LATEST = timedelta(hours=1)  # somebody may have offered meanwhile, or have a free place again

# Whatever waits and has no row: asked before there were calls, imported by hand, or waiting again. The same as
# `calls.topic_waits` and `calls.newcomer_waits` have it, else a row would come and go for ever.
BEGIN_MISSING = (
    """
    INSERT INTO nudges_call (topic_id, look_at) SELECT topic.id, topic.created_at FROM forum_topic AS topic
    LEFT JOIN members_member AS asker ON asker.id = topic.member_id
    WHERE topic.kind = 'question' AND topic.status = 'visible' AND topic.answer_count = 0 AND topic.closed_at IS NULL
      AND topic.created_at > %(question)s AND coalesce(asker.kind, 'person') = 'person'
      AND NOT EXISTS (SELECT 1 FROM nudges_call AS call WHERE call.topic_id = topic.id)
    ORDER BY topic.created_at, topic.id ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO nudges_call (newcomer_id, look_at) SELECT newcomer.id, newcomer.joined_at FROM members_member AS newcomer
    WHERE newcomer.joined_at > %(newcomer)s AND newcomer.kind = 'person' AND newcomer.is_active
      AND newcomer.approved_at IS NOT NULL AND newcomer.shows_new
      AND NOT EXISTS (SELECT 1 FROM members_hello AS hello WHERE hello.newcomer_id = newcomer.id)
      AND NOT EXISTS (SELECT 1 FROM nudges_call AS call WHERE call.newcomer_id = newcomer.id)
    ORDER BY newcomer.joined_at, newcomer.id ON CONFLICT DO NOTHING
    """,
)


def begin_missing(now: datetime) -> None:
    with connection.cursor() as cursor:
        for statement in BEGIN_MISSING:
            cursor.execute(statement, {"question": now - MORNINGS, "newcomer": now - NEWCOMERS_WAIT})


def look_again(*, waves: Sequence[Wave], began: datetime, came: Sequence[Reached], now: datetime, **about: Any) -> None:
    """Writes down when more people may be asked: an hour from now at the latest, counted from a full hour, because a row
    beside a mask keeps no minute.
    """
    latest = hour_of(now) + LATEST
    at = next_look(waves, began=began, came=came, now=now, zone=zone(community().time_zone))
    Call.objects.update_or_create(**about, defaults={"look_at": min(at or latest, latest)})


def look_now(now: datetime, **about: Any) -> None:
    """A place is free again: the next run of the beat looks at it."""
    Call.objects.filter(**about).update(look_at=hour_of(now))


def end(**about: Any) -> None:
    Call.objects.filter(**about).delete()


def take_turn() -> None:
    """Summons are given out one wave at a time, so that two waves never both find the same last free place of a cap."""
    locks.take_turn("nudges.summons")
