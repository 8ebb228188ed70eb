"""A time beside a masked row is its hour, and nothing finer is kept: the one home of that promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db.models import DateTimeField, Func, Value
from django.utils import timezone

from masks.models import Authored

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def time_kept(at: datetime, *, masked: bool) -> datetime:
    return hour_of(at) if masked else at


def now_for(row: Authored) -> datetime:
    """Now, as exactly as this row may say it."""
    return time_kept(timezone.now(), masked=row.is_masked)


class HourOf(Func):
    """The hour of a column. By counting from the epoch: PostgreSQL asks no tz database for it."""

    function = "date_bin"

    def __init__(self, column: str) -> None:
        super().__init__(Value(timedelta(hours=1)), column, Value(EPOCH), output_field=DateTimeField())
