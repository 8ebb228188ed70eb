"""Working out anew what many rows are found by, some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from activity.locks import lock

BATCH = 500  # rows of one transaction: less than a second


def batches(rows: QuerySet[Any], write: Callable[[list[Any]], None]) -> Iterator[int]:
    """Writes all of the rows; gives how many each time. It may be stopped and started again at any time."""
    last = 0
    while True:
        with transaction.atomic():
            # locked, so that an edit at the same time is neither lost nor undone
            found = list(lock(rows.filter(pk__gt=last))[:BATCH])
            write(found)
        if not found:
            return
        last = found[-1].pk
        yield len(found)


def write(sql: str, *columns: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, columns)
