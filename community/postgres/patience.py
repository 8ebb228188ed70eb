"""Connections that give up on a database that is silent.

A server that is stopped, not ended, still takes connections and bytes: neither libpq nor TCP ever gives up on it, and
its own time limits stand as still as it does. So whoever waits counts for itself. Whoever has waited in vain once
says so to the whole process, and for a moment nobody in it opens a new connection to find out the same.
"""

from __future__ import annotations

import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

LEFT_ALONE_SECONDS = 5.0
INTERVAL = 0.1  # seconds between two looks at signals, psycopg's own measure
SILENT = "the database is silent"

RV = TypeVar("RV")
_left_alone_until = 0.0  # by time.monotonic(); of this process


class Impatient(psycopg.Connection[Any]):
    """`patience`: seconds to wait for an answer; None waits for ever."""

    patience: float | None = None

    @classmethod
    def connect(cls, conninfo: str = "", *, patience: float | None = None, **how: Any) -> Impatient:  # type: ignore[override]
        if patience and time.monotonic() < _left_alone_until:
            raise psycopg.OperationalError(SILENT)
        try:
            made = super().connect(conninfo, **how)
        except psycopg.errors.ConnectionTimeout:
            leave_alone()
            raise
        made.patience = patience
        return made

    def wait(self, gen: PQGen[RV], interval: float = INTERVAL, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if timeout is not None or self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()
            leave_alone()
            raise psycopg.OperationalError(SILENT) from error


def leave_alone() -> None:
    global _left_alone_until
    _left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS


def limits(seconds: float) -> str:
    """libpq's `options`: PostgreSQL gives up by itself, a little sooner than we do, and says why. A transaction that
    is left open in the middle holds its locks no longer than that either."""
    own = int(seconds * 800)
    return f"-c statement_timeout={own} -c lock_timeout={own // 2} -c idle_in_transaction_session_timeout={own * 3}"
