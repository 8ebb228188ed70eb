"""The one door to locks, so that all are of one kind and are taken in one order (docs/decisions/locks.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

Rows = TypeVar("Rows", bound=QuerySet[Any])


def take_turn(*parts: object) -> None:
    """Whoever takes the same turn waits here until this transaction has ended. For what no row stands for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(map(str, parts))])


# For a connection of its own: those who ask `unless_held` between the two get False.
KEEP = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
LET_GO = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


@contextmanager
def unless_held(what: str) -> Iterator[bool]:
    """False inside the block while somebody keeps `what` for themselves; they wait until those who got True are through."""
    key = "hashtextextended(%s, 0)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock_shared({key})", [what])
        is_free = bool(cursor.fetchone()[0])
    try:
        yield is_free
    finally:
        if is_free:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock_shared({key})", [what])


def lock(rows: Rows) -> Rows:
    """The rows as they are now, locked until the end of the transaction, one after the other in the order of their keys.

    Whoever only refers to a locked row does not wait: a foreign key is looked at when a transaction commits, long after
    its other locks, and must not wait there for somebody who waits in turn.
    """
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)


def lock_free(rows: Rows) -> Rows:
    """As `lock`, without the rows that somebody else holds: it never waits, so any order will do."""
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=True)


@transaction.atomic
def update(rows: QuerySet[Any], **values: Any) -> int:
    """`rows.update(**values)` of any number of rows, in the order of their keys."""
    return _these(rows, lock(rows.only("pk"))).update(**values)


@transaction.atomic
def delete(rows: QuerySet[Any]) -> int:
    """`rows.delete()` of any number of rows, in the order of their keys. Says how many, with those that hung on them."""
    return _these(rows, lock(rows.only("pk"))).delete()[0]


@transaction.atomic
def delete_free(rows: QuerySet[Any]) -> int:
    """As `delete`, but what somebody is writing to stays: for daily tasks, which come again."""
    return _these(rows, lock_free(rows.only("pk"))).delete()[0]


def _these(rows: QuerySet[Any], found: QuerySet[Any]) -> QuerySet[Any]:
    return rows.model._base_manager.filter(pk__in=[row.pk for row in found])
