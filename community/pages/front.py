"""In front of Django: a visitor's page from this process's own ones, before Django makes a request of it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from itertools import count
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.db import connection
from psycopg import Error as PsycopgError
from psycopg.pq import ExecStatus, TransactionStatus

from community import logs
from community.pages.proof import PLAIN, Kept
from community.pages.store import is_visitor, key_of, near


def numbered(sql: str) -> bytes:
    """The statement with its places as PostgreSQL names them: $1, $2…"""
    places = count(1)
    return re.sub("%s", lambda _: f"${next(places)}", sql).encode()


class Asker:
    """Asks whether a page holds past psycopg's cursors, which take longer than the question itself.

    One for each thread, as connections are. The statement that all pages without a list share is prepared, since
    planning it takes longer than running it.
    """

    NAME = b"murmuration_pages"
    SQL = numbered(PLAIN)
    AT_REST = TransactionStatus.IDLE

    def __init__(self) -> None:
        self.prepared: Any = None  # the connection that knows the statement

    def holds(self, page: Kept) -> bool:
        """False as well without a connection or with any trouble on it: then Django makes its way as ever."""
        raw = connection.connection
        if page.sql != PLAIN or raw is None or raw.closed:
            return False
        server = raw.pgconn
        if server.transaction_status != self.AT_REST:
            return False
        try:
            if self.prepared is not raw:
                if server.prepare(self.NAME, self.SQL).status != ExecStatus.COMMAND_OK:
                    return False
                self.prepared = raw
            found = server.exec_prepared(self.NAME, page.quick_params)
        except PsycopgError:
            return False
        return found.status == ExecStatus.TUPLES_OK and found.get_value(0, 0) == page.state.encode()


class Askers(threading.local):
    def __init__(self) -> None:
        self.asker = Asker()


askers = Askers()


def in_front_of(application: WSGIApplication) -> WSGIApplication:
    """Answers from this process's own pages before Django makes a request of it; everything else goes on.

    Lists go on as well: Django's way is quick enough for them.
    """
    log = logs.quick_logger("access")

    def answered(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        page = near.get(key_of(environ)) if is_visitor(environ) else None
        if page is None or "HTTP_IF_NONE_MATCH" in environ or not askers.asker.holds(page):
            return application(environ, start_response)
        start_response("200 OK", list(page.headers))
        took = round((perf_counter() - began) * 1000, 1)
        log.info("request", method=environ["REQUEST_METHOD"], path=environ["PATH_INFO"], status=200, ms=took)
        return [page.body] if environ["REQUEST_METHOD"] == "GET" else []

    return answered
