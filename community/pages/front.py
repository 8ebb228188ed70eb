"""In front of Django: a visitor's page from this process's own ones, before Django makes a request of it."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from community import logs
from community.pages import quick
from community.pages.proof import PLAIN, Kept
from community.pages.store import is_visitor, key_of, near


def holds(page: Kept) -> bool:
    """False as well where it cannot be asked quickly: then Django makes its way as ever."""
    return page.sql == PLAIN and quick.asker.ask(page.sql, page.params) == (page.state,)


def in_front_of(application: WSGIApplication) -> WSGIApplication:
    """Answers from this process's own pages before Django makes a request of it; everything else goes on.

    Lists go on as well: Django's way is quick enough for them.
    """
    log = logs.quick_logger("access")

    def answered(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        page = near.get(key_of(environ)) if is_visitor(environ) else None
        if page is None or "HTTP_IF_NONE_MATCH" in environ or not holds(page):
            return application(environ, start_response)
        start_response("200 OK", list(page.headers))
        took = round((perf_counter() - began) * 1000, 1)
        log.info("request", method=environ["REQUEST_METHOD"], path=environ["PATH_INFO"], status=200, ms=took)
        return [page.body] if environ["REQUEST_METHOD"] == "GET" else []

    return answered
