"""Times that stand in an address: the marks from which a list goes on."""

from __future__ import annotations

from datetime import UTC, datetime

# The edges of the calendar do not survive a change of time zone; nothing here was written then.
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def moment(typed: str) -> datetime | None:
    """An exact time with its zone, in UTC; None for anything that no list of ours wrote."""
    try:
        at = datetime.fromisoformat(typed)
        return at.astimezone(UTC) if at.tzinfo is not None and EARLIEST < at < LATEST else None
    except (ValueError, OverflowError):
        return None
