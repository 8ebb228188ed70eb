"""In front of Django: a visitor's page from the kept ones, before Django makes a request of it."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from community import logs
from community.middleware import is_our_port
from web.pagecache.local import VISITOR, is_visitor, key_of, pages, spelled


def is_our_host(environ: dict[str, Any]) -> bool:
    """Every other Host is Django's to refuse."""
    name, port = split_domain_port(environ.get("HTTP_HOST", ""))
    return validate_host(name, settings.ALLOWED_HOSTS) and (not port or is_our_port(port, environ))


def in_front_of(application: WSGIApplication) -> WSGIApplication:
    """Answers visitors from the kept pages; everything else goes on."""
    log = logs.quick_logger("access")

    def answered(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        path = environ["PATH_INFO"]
        page = pages.get(key_of(environ, VISITOR, spelled(environ, path))) if is_visitor(environ) else None
        if page is None or "HTTP_IF_NONE_MATCH" in environ or not is_our_host(environ):
            return application(environ, start_response)
        if not page.fingerprint.holds_for_sure():
            return application(environ, start_response)
        body, headers = page.encoded(environ)
        start_response("200 OK", headers)
        took = round((perf_counter() - began) * 1000, 1)
        log.info("request", method=environ["REQUEST_METHOD"], path=path, status=200, ms=took)
        return [body] if environ["REQUEST_METHOD"] == "GET" else []

    return answered
