"""A time beside a masked row is its hour, and nothing finer is kept: the one home of that promise."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Func, Value
from django.utils import timezone

from masks.models import Authored


def hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def as_exact_as_allowed(at: datetime, *, masked: bool) -> datetime:
    return hour_of(at) if masked else at


def now_for(row: Authored) -> datetime:
    """Now, as exactly as this row may say it."""
    return as_exact_as_allowed(timezone.now(), masked=row.is_masked)


class HourOf(Func):
    """The hour of a column. By counting from the epoch: PostgreSQL asks no tz database for it."""

    function = "date_bin"

    def __init__(self, column: str) -> None:
        super().__init__(Value("1 hour"), column, Value("epoch"))
