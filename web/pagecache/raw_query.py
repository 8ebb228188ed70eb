"""Asks PostgreSQL past psycopg's cursors, which take longer than the questions that a kept page needs.

Statements are prepared on each connection, since planning one of these takes longer than running it. Where there is no
connection yet, or it is inside a transaction or in any trouble, the answer is None and the caller goes the usual way.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from hashlib import blake2b
from itertools import count
from typing import Any

from django.db import connection
from psycopg import Error as PsycopgError
from psycopg.generators import execute
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Row = tuple[str | None, ...]


def numbered(sql: str) -> bytes:
    """The statement with its places as PostgreSQL names them: $1, $2…"""
    places = count(1)
    return re.sub("%s", lambda _: f"${next(places)}", sql).encode()


def answer_of(raw: Any) -> PGresult:
    """The result of what was sent, with the connection's own patience: libpq's simpler ways wait for ever."""
    found: PGresult = raw.wait(execute(raw.pgconn))[0]
    return found


class Asker(threading.local):
    """One for each thread, as connections are."""

    AT_REST = TransactionStatus.IDLE

    def __init__(self) -> None:
        self.names: dict[str, bytes] = {}
        self.prepared: set[str] = set()
        self.on: Any = None  # the connection that knows the prepared statements

    def ask(self, sql: str, params: Sequence[str]) -> Row | None:
        """The first row, as text."""
        raw = connection.connection
        if raw is None or raw.closed or raw.pgconn.transaction_status != self.AT_REST:
            return None
        try:
            if not self._prepare(raw, sql):
                return None
            raw.pgconn.send_query_prepared(self.names[sql], [value.encode() for value in params])
            found = answer_of(raw)
        except PsycopgError:
            return None
        if found.status != ExecStatus.TUPLES_OK or not found.ntuples:
            return None
        values = (found.get_value(0, column) for column in range(found.nfields))
        return tuple(None if value is None else value.decode() for value in values)

    def _prepare(self, raw: Any, sql: str) -> bool:
        if self.on is not raw:
            self.on, self.prepared = raw, set()
        if sql in self.prepared:
            return True
        name = self.names.setdefault(sql, b"page_" + blake2b(sql.encode(), digest_size=8).hexdigest().encode())
        raw.pgconn.send_prepare(name, numbered(sql))
        if answer_of(raw).status != ExecStatus.COMMAND_OK:
            return False
        self.prepared.add(sql)
        return True


asker = Asker()


def look_after_connection() -> None:
    """Django asks each request's connection whether it is still there; an empty query says so sooner.

    Where it says anything else, Django asks in its own way, and connects anew.
    """
    raw = connection.connection
    if raw is None or raw.closed or raw.pgconn.transaction_status != TransactionStatus.IDLE:
        return
    try:
        raw.pgconn.send_query(b"")
        if answer_of(raw).status == ExecStatus.EMPTY_QUERY:
            connection.health_check_done = True  # type: ignore[attr-defined]
    except PsycopgError:
        return


def ask(sql: str, params: Sequence[str]) -> Row:
    """The first row as text, quickly where that can be, and past a transaction the usual way."""
    row = asker.ask(sql, params)
    if row is not None:
        return row
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return tuple(None if value is None else str(value) for value in cursor.fetchone())
