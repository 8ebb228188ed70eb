"""The ledger's months. A row of a month that was not made in time lies in the default part and is moved."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection, transaction
from django.utils import timezone

from activity.locks import take_turn

MONTHS_AHEAD = 3


def make_months(today: date | None = None) -> list[str]:
    """Makes this month and the three after it where they are missing; gives the names of those made."""
    today = today or timezone.now().astimezone(UTC).date()
    months = [_month(today, ahead) for ahead in range(MONTHS_AHEAD + 1)]
    return [_name(month) for month in months if _make(month)]


def _month(today: date, ahead: int) -> date:
    years, month = divmod(today.month - 1 + ahead, 12)
    return date(today.year + years, month + 1, 1)


def _name(month: date) -> str:
    return f"activity_event_{month:%Y_%m}"


def _make(month: date) -> bool:
    name = _name(month)
    start, end = (datetime(day.year, day.month, 1, tzinfo=UTC).isoformat() for day in (month, _month(month, 1)))
    with transaction.atomic(), connection.cursor() as cursor:
        take_turn("activity_event")  # two beats at once: the second waits here and then finds the month made
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
        if cursor.fetchone()[0]:
            return False
        cursor.execute(f"CREATE TABLE {name} (LIKE activity_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        cursor.execute(
            f"WITH moved AS (DELETE FROM activity_event_default WHERE at >= %s AND at < %s RETURNING *) "  # noqa: S608
            f"INSERT INTO {name} SELECT * FROM moved",
            [start, end],
        )
        cursor.execute(f"ALTER TABLE activity_event ATTACH PARTITION {name} FOR VALUES FROM ('{start}') TO ('{end}')")
    return True
