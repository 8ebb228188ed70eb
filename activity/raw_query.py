"""Asks PostgreSQL past the cursors of Django and psycopg, which take longer than the questions of a page.

Statements are prepared on each connection, since planning one of these takes longer than running it. psycopg would
not do it: under Django it prepares nothing, whatever a cursor is told, and after a ROLLBACK it would forget all.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Error as PsycopgError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.generators import execute
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

Row = tuple[str | None, ...]
PLACE = re.compile("%%|%s")
AT_REST = TransactionStatus.IDLE
FINE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.EMPTY_QUERY)


def as_array(values: Iterable[Any]) -> str:
    """Numbers, uuids, words or bytes as PostgreSQL spells an array of them."""
    return "{" + ",".join(map(_as_item, values)) + "}"


def _as_item(value: Any) -> str:
    if isinstance(value, bytes):
        return rf'"\\x{value.hex()}"'
    if isinstance(value, str):
        return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'
    return str(value)


def numbered(sql: str) -> bytes:
    """The statement with its places as PostgreSQL names them: $1, $2…"""
    places = count(1)
    return PLACE.sub(lambda found: "%" if found[0] == "%%" else f"${next(places)}", sql).encode()


def answer_of(raw: Any) -> PGresult:
    """The result of what was sent, with the connection's own patience: libpq's simpler ways wait for ever."""
    found: PGresult = raw.wait(execute(raw.pgconn))[0]
    if found.status not in FINE:
        raise error_from_result(found)
    return found


class Asker(threading.local):
    """One for each thread, as connections are."""

    def __init__(self) -> None:
        self.names = count()
        self.prepared: dict[str, bytes] = {}
        self.on: Any = None  # the connection that knows the prepared statements

    def ask(self, raw: Any, sql: str, params: Sequence[str]) -> PGresult:
        """Raises psycopg's errors; a statement that met one is prepared anew."""
        name = self._name(raw, sql)
        try:
            raw.pgconn.send_query_prepared(name, [value.encode() for value in params])
            return answer_of(raw)
        except PsycopgError:
            self.prepared.pop(sql, None)
            raise

    def _name(self, raw: Any, sql: str) -> bytes:
        if self.on is not raw:
            self.on, self.prepared = raw, {}
        name = self.prepared.get(sql)
        if name is None:
            name = f"page_{next(self.names)}".encode()
            raw.pgconn.send_prepare(name, numbered(sql))
            answer_of(raw)
            self.prepared[sql] = name
        return name


asker = Asker()


def current() -> Any:
    """Django's connection itself: its proxy takes longer to ask than some questions."""
    return connections[DEFAULT_DB_ALIAS]


def is_at_rest(made: Any) -> bool:
    """Is it connected, outside any transaction and without trouble?"""
    raw = made.connection
    return raw is not None and not raw.closed and raw.pgconn.transaction_status == AT_REST


def look_after(made: Any) -> None:
    """Django asks each request's connection whether it is still there; an empty query says so sooner.

    Where it says anything else, Django asks in its own way, and connects anew.
    """
    if not made.health_check_done and is_at_rest(made):
        with suppress(PsycopgError):
            made.connection.pgconn.send_query(b"")
            answer_of(made.connection)
            made.health_check_done = True
    made.close_if_health_check_failed()
    made.ensure_connection()


def is_watched(made: Any) -> bool:
    """Does somebody count the questions, or look at them?"""
    return bool(made.queries_logged or made.execute_wrappers)


def goes_by_cursor(made: Any) -> bool:
    """Else it is connected. It is psycopg's to open a transaction that Django has announced."""
    if is_watched(made):
        return True
    look_after(made)
    return not made.autocommit and is_at_rest(made)


def rows(sql: str, params: Sequence[str]) -> list[tuple[Any, ...]]:
    """All rows, as Django's own cursor would give them."""
    made = current()
    if goes_by_cursor(made):
        with made.cursor() as cursor:
            cursor.execute(sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found
    with made.wrap_database_errors:
        result = asker.ask(made.connection, sql, params)
    reader = Transformer(made.connection)
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, tuple)


def ask(sql: str, params: Sequence[str]) -> Row:
    """The first row, as text."""
    made = current()
    if goes_by_cursor(made):
        with made.cursor() as cursor:
            cursor.execute(sql, params)
            return tuple(None if value is None else str(value) for value in cursor.fetchone())
    with made.wrap_database_errors:
        return first_of(asker.ask(made.connection, sql, params))


def ask_at_rest(sql: str, params: Sequence[str]) -> Row | None:
    """The first row as text; None where it cannot be had at once."""
    made = current()
    try:
        return first_of(asker.ask(made.connection, sql, params)) if is_at_rest(made) else None
    except PsycopgError:
        return None


def first_of(found: PGresult) -> Row:
    values = (found.get_value(0, column) for column in range(found.nfields))
    return tuple(None if value is None else value.decode() for value in values)


def begin(how: str) -> None:
    """In place of the plain BEGIN of a transaction that Django has announced."""
    made = current()
    if is_watched(made):
        with made.cursor() as cursor:
            cursor.execute(f"SET TRANSACTION {how}")
        return
    with made.wrap_database_errors:
        made.connection.pgconn.send_query(f"BEGIN {how}".encode())
        answer_of(made.connection)
