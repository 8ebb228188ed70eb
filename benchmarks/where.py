"""Where the time of one request goes: questions to the database, templates, everything else. In this process."""

from __future__ import annotations

import io
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.template.backends.django import Template

from benchmarks import measured
from members.queries import community
from web.pagecache import pages

REQUESTS = 20  # of which the median is reported


class Clock:
    """Seconds spent in questions to the database, and in templates without those questions."""

    def __init__(self) -> None:
        self.questions, self.asking, self.rendering = 0, 0.0, 0.0

    def ask(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.questions += 1
            self.asking += time.perf_counter() - began

    @contextmanager
    def running(self) -> Iterator[None]:
        plain = Template.render

        def render(template: Template, *args: Any, **kwargs: Any) -> Any:
            began, asked = time.perf_counter(), self.asking
            try:
                return plain(template, *args, **kwargs)
            finally:
                self.rendering += time.perf_counter() - began - (self.asking - asked)

        Template.render = render  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(self.ask):
                yield
        finally:
            Template.render = plain  # type: ignore[method-assign]


def time_goes() -> dict[str, dict[str, float]]:
    """page → questions, and milliseconds: whole, asking, rendering, the rest."""
    logging.disable(logging.CRITICAL)
    path, cookie = measured.topic().get_absolute_url(), measured.session_cookie(measured.reader())
    pages = {
        "topic, visitor, made anew": (path, "", True),
        "topic, visitor, kept": (path, "", False),
        "topic, member": (path, cookie, False),
        "latest, member": ("/latest/", cookie, False),
        "home, member": ("/", cookie, False),
    }
    try:
        return {name: _median([_one(*page) for _ in range(REQUESTS)]) for name, page in pages.items()}
    finally:
        logging.disable(logging.NOTSET)


def _one(path: str, cookie: str, anew: bool) -> dict[str, float]:
    if anew:
        pages.clear()
        cache.clear()
        community()
    clock, application = Clock(), get_wsgi_application()
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "127.0.0.1"}
    environ |= {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1"}
    more = {"wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "HTTP_COOKIE": cookie}
    began = time.perf_counter()
    with clock.running():
        answered = application(environ | more, lambda *line: None)
        b"".join(answered)
    whole = time.perf_counter() - began
    rest = whole - clock.asking - clock.rendering
    return {"questions": clock.questions} | {
        name: 1000 * seconds
        for name, seconds in (
            ("whole", whole),
            ("asking", clock.asking),
            ("rendering", clock.rendering),
            ("rest", rest),
        )
    }


def _median(rows: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}
