"""Where pages are kept: in this process for the way, in the cache for all."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from community.env import BASE_DIR
from community.pages.proof import Kept

LARGEST = 1_000_000  # bytes of a page worth keeping
NEAR_PAGES = 128  # pages that a process keeps by itself, to spare the way to the cache
NEAR_LARGEST = 200_000  # bytes of such a page
LONGEST_ADDRESS = 200  # characters
STRANGERS = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")  # cookies of whoever gets a page of their own
MANY_LANGUAGES = len(settings.LANGUAGES) > 1
CACHE_CONTROL = "no-cache"  # a browser or proxy may keep it and has to ask whether it still holds
Key: TypeAlias = tuple[str, ...]


class Near:
    """The pages that this process asked for last, by themselves. What they hold is proved like every other."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[float, Kept]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Kept | None:
        with self._lock:
            found = self._pages.get(key)
            if found is None:
                return None
            until, page = found
            if until < monotonic():
                del self._pages[key]
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: Kept) -> None:
        if len(page.body) > NEAR_LARGEST:
            return
        with self._lock:
            self._pages[key] = (monotonic() + page.seconds, page)
            self._pages.move_to_end(key)
            while len(self._pages) > NEAR_PAGES:
                self._pages.popitem(last=False)

    def drop(self, key: Key) -> None:
        with self._lock:
            self._pages.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


near = Near()


class Abouts:
    """What somebody's part in a page is asked by, from whoever read it last; for the pages that are not kept yet."""

    def __init__(self) -> None:
        self._abouts: OrderedDict[Key, tuple[Any, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> tuple[Any, ...] | None:
        return self._abouts.get(key)

    def put(self, key: Key, about: tuple[Any, ...]) -> None:
        with self._lock:
            self._abouts[key] = about
            self._abouts.move_to_end(key)
            while len(self._abouts) > NEAR_PAGES:
                self._abouts.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._abouts.clear()


abouts = Abouts()


def is_visitor(environ: Mapping[str, Any]) -> bool:
    """A plain reader without a session or a message to be shown."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or len(environ.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return False
    cookies = environ.get("HTTP_COOKIE")
    return not cookies or not any(name in cookies for name in STRANGERS)


def key_of(environ: Mapping[str, Any]) -> Key:
    """All by which one kept page differs from another, as the server handed it over."""
    language = environ.get("HTTP_ACCEPT_LANGUAGE", "") if MANY_LANGUAGES else ""
    return (
        environ.get("wsgi.url_scheme", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", ""),
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_HX_REQUEST", ""),
        environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST", ""),
        language,
    )


@lru_cache(maxsize=1)
def release() -> str:
    """The code, templates and styles that make pages, so that a new release does not send what an old one made."""
    digest = hashlib.blake2b(digest_size=8)
    folders = ["templates", *(app for app in settings.INSTALLED_APPS if "." not in app)]
    sources = [path for name in folders for path in (BASE_DIR / name).rglob("*.*") if path.suffix in (".py", ".html")]
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    for path in sorted([*sources, manifest] if manifest.exists() else sources):
        about = path.stat()
        digest.update(f"{path.name} {about.st_size} {about.st_mtime_ns}".encode())
    return digest.hexdigest()


def shared_key(key: Key) -> str:
    return f"page.{release()}." + hashlib.blake2b("\n".join(key).encode(errors="replace"), digest_size=20).hexdigest()


def find(key: Key) -> Kept | None:
    """The page of this key if it still holds. The process's own copy first, then the one that all share."""
    page = near.get(key)
    try:
        if page is not None and page.holds():
            return page
        row = cache.get(shared_key(key))
        shared = Kept(*row) if row else None
        if shared is None or (page is not None and shared.state == page.state) or not shared.holds():
            return None
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return None
    near.put(key, shared)
    return shared


def keep(key: Key, response: HttpResponse) -> Kept | None:
    """Keeps what was made for a visitor; None for everything else, and for whatever would give somebody a cookie."""
    made: Kept | None = getattr(response, "proof", None)
    if made is None or response.status_code != 200 or response.cookies or len(response.content) > LARGEST:
        return None
    body = response.content
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Cookie", "HX-Request"])
    etag = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    response["ETag"] = etag
    response["Content-Length"] = str(len(body))
    page = Kept(made.sql, made.params, made.state, made.seconds, body, tuple(response.items()), etag)
    cache.set(shared_key(key), page.row, page.seconds)
    near.put(key, page)
    return page
