"""The pages that this process keeps, by their one address. What was not asked for in the longest time goes first."""

from __future__ import annotations

import re
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from time import monotonic
from typing import Any, TypeAlias

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import get_language

from members.queries import languages
from web.anybody import cut
from web.pagecache.fingerprint import SECONDS, Fingerprint

MOST_BYTES = 8 * 2**20  # of all pages of a process
LARGEST = 2**19  # bytes of a page worth keeping
STRANGERS = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")  # cookies of whoever gets a page of their own
ACCEPTS_GZIP = re.compile(r"\bgzip\b")
GZIP = 16 + zlib.MAX_WBITS  # how zlib is told to write gzip's head
GZIP_LEVEL = 3  # two thirds of what could be gained, in a third of the time
VISITOR, MEMBER = "visitor", "member"
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A page as it was sent, and what tells whether it still holds."""

    fingerprint: Fingerprint
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str = ""
    seconds: int = SECONDS
    nonce: str = ""  # begins the placeholders in a member's page, where something of its reader belongs
    subjects: tuple[Any, ...] = ()  # what `ReaderFacts` are asked about

    def encoded(self, environ: Mapping[str, Any]) -> tuple[bytes, list[tuple[str, str]]]:
        """The body as this reader's browser takes it, and its headers."""
        if ACCEPTS_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is None:
            return self.body, [*self.headers, ("Content-Length", str(len(self.body)))]
        length = ("Content-Length", str(len(self.zipped)))
        return self.zipped, [*self.headers, ("Content-Encoding", "gzip"), length]

    @cached_property
    def zipped(self) -> bytes:
        press = zlib.compressobj(GZIP_LEVEL, wbits=GZIP)
        return press.compress(self.body) + press.flush()

    @cached_property
    def pieces(self) -> list[str]:
        """The body between the places that belong to its reader, and at every second place what belongs there."""
        return cut(self.body.decode(), self.nonce)


class Local:
    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[float, Page]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> Page | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            until, page = found
            if until < monotonic():
                self._drop(key)
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Page) -> None:
        with self._lock:
            self._drop(key)
            self._pages[key] = (monotonic() + page.seconds, page)
            self._bytes += len(page.body)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def drop(self, key: Key) -> None:
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._bytes = 0

    def keys(self) -> list[Key]:
        return list(self._pages)

    def _drop(self, key: Key) -> None:
        if (found := self._pages.pop(key, None)) is not None:
            self._bytes -= len(found[1].body)


pages = Local()


def still_holds(key: Key) -> Page | None:
    """The page of this key, if all that it shows is as it was."""
    page = pages.get(key)
    try:
        return page if page is not None and page.fingerprint.holds() else None
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return None


def is_visitor(environ: Mapping[str, Any]) -> bool:
    """A plain reader without a session or a message to be shown."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    cookies = environ.get("HTTP_COOKIE")
    return not cookies or not any(name in cookies for name in STRANGERS)


def key_of(environ: Mapping[str, Any], reader: str, address: str) -> Key:
    """All by which one page differs from another. `address` is the one spelling of what the view was asked for.

    The language is one of a handful: a visitor's choice, where "" is the community's (whose row each page proves), or
    the one that a member reads.
    """
    language = languages.chosen(environ.get("HTTP_COOKIE", "")) if reader == VISITOR else get_language() or ""
    return (reader, address, _scheme(environ), _part(environ), language)


def spelled(environ: Mapping[str, Any], path: str) -> str:
    """The address as it was asked for."""
    query = environ.get("QUERY_STRING")
    return f"{path}?{query}" if query else path


def _scheme(environ: Mapping[str, Any]) -> str:
    """As `HttpRequest.scheme` finds it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if (said := environ.get(name)) is not None:
            return "https" if said.split(",")[0].strip() == secure else "http"
    return str(environ.get("wsgi.url_scheme"))


def _part(environ: Mapping[str, Any]) -> str:
    """Some views send htmx the part that changes, and the whole page for its history."""
    part = environ.get("HTTP_HX_REQUEST") == "true" and environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    return "part" if part else ""
