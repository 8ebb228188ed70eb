"""Whole pages for visitors, kept in the cache and never stale.

A page is kept with a proof: one SQL expression over what stands in it (the topics, the people's names, the spaces,
the community's row, the ids of a list), and its value in the very snapshot from which the page was made. Before a
kept page is sent the expression is asked again, in one query; another value means that somebody wrote something, and
the page is made anew. No writer needs to know of this.

A view that is decorated with `kept` names what it shows with `shows()`; the people are noted by themselves, as soon as
their name is asked for. Whoever carries a session or a message is a stranger to all of it.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language_from_request

from members.models import noting_people

SECONDS = 3600  # how long a page is kept; it is proved fresh every time, so this bounds memory alone
LARGEST = 1_000_000  # bytes of a page worth keeping
NEAR_PAGES = 128  # pages that a process keeps by itself, to spare the way to the cache
NEAR_LARGEST = 200_000  # bytes of such a page
LONGEST_ADDRESS = 200  # characters
STRANGERS = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
CACHE_CONTROL = "no-cache"  # a browser or proxy may keep it and has to ask whether it still holds

# What stands in a page, as one text. xmin, the transaction that wrote a row, and ctid, the place to which it wrote it,
# change with every change of the row, whoever makes it.
STATE = """
SELECT concat_ws(' ',
  (SELECT sum(hashtextextended(xmin::text || ctid::text, id)) FROM forum_topic WHERE id = ANY(%s)),
  (SELECT sum(hashtextextended(xmin::text || ctid::text, id)) FROM forum_space WHERE id = ANY(%s)),
  (SELECT sum(hashtextextended(concat_ws('|', handle, display_name, hue, stage, shows_stage, kind, is_active), id))
     FROM members_member WHERE id = ANY(%s)),
  (SELECT xmin::text || ctid::text FROM members_community WHERE id = 1){lists})
"""
LIST = ", (SELECT string_agg(listed.id::text, ',') FROM ({sql}) listed)"


@dataclass
class Shows:
    """What a page shows, by ids, and the lists of ids that it was made from."""

    topics: set[int] = field(default_factory=set)
    spaces: set[int] = field(default_factory=set)
    lists: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    seconds: int = SECONDS


@dataclass(frozen=True)
class Kept:
    """A page as it was sent, the question that proves it, and the answer that it was made from."""

    sql: str
    params: tuple[Any, ...]
    state: str
    seconds: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""

    def holds(self) -> bool:
        return ask(self.sql, self.params) == self.state


# --- in views ---------------------------------------------------------------------------------------------------


def shows(
    request: HttpRequest,
    *,
    topics: Iterable[int] = (),
    spaces: Iterable[int] = (),
    listed: QuerySet[Any] | None = None,
    seconds: int = SECONDS,
) -> None:
    """Says what the page of this request shows. `listed`: the very rows of a list, whose members may change.

    `seconds` bounds how long figures may lag that no row proves.
    """
    shown: Shows | None = getattr(request, "shows", None)
    if shown is None:
        return
    shown.topics.update(topics)
    shown.spaces.update(spaces)
    shown.seconds = min(shown.seconds, seconds)
    if listed is not None:
        shown.lists.append(listed.values("id").query.sql_with_params())


def kept(*fields: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Keeps what the view answers to a visitor. `fields`: the names that may stand in the address after "?"."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not getattr(request, "may_be_kept", False) or set(request.GET) - set(fields):
                return view(request, *args, **kwargs)
            request.shows = Shows()  # type: ignore[attr-defined]
            with snapshot(), noting_people() as people:
                response = view(request, *args, **kwargs)
                if response.status_code == 200 and not response.streaming:
                    response.proof = proof(request.shows, people)  # type: ignore[attr-defined]
            return response

        return wrapped

    return decorate


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads see one moment: page and proof agree. Nothing can be written in it, as a visitor's page must not."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def proof(shown: Shows, people: Iterable[int]) -> Kept:
    sql = STATE.replace("{lists}", "".join(LIST.replace("{sql}", text) for text, _ in shown.lists))
    params = (sorted(shown.topics), sorted(shown.spaces), sorted(people), *(p for _, more in shown.lists for p in more))
    return Kept(sql, params, ask(sql, params), shown.seconds)


def ask(sql: str, params: tuple[Any, ...]) -> str:
    """The state of what the page shows, now."""
    # The question is its own health check: a second one before it would double the way to the database.
    connection.health_check_done = True  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return str(cursor.fetchone()[0])


# --- in the middleware ------------------------------------------------------------------------------------------


class Pages:
    """Answers a visitor from the cache. Stands before the sessions, so that a kept page costs none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_visitor(request):
            return private(self.get_response(request), request)
        key = key_of(request)
        page = find(key)
        if page is None:
            request.may_be_kept = True  # type: ignore[attr-defined]
            response = self.get_response(request)
            page = keep(key, response)
            if page is None:
                return response
        return answer(request, page)


def is_visitor(request: HttpRequest) -> bool:
    """A plain reader without a session or a message to be shown."""
    if request.method not in ("GET", "HEAD") or len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        return False
    return "HTTP_COOKIE" not in request.META or STRANGERS.isdisjoint(request.COOKIES)


def key_of(request: HttpRequest) -> str:
    meta = request.META
    parts = (
        request.scheme or "",
        meta.get("HTTP_HOST", ""),
        request.path_info,
        meta.get("QUERY_STRING", ""),
        meta.get("HTTP_HX_REQUEST", ""),
        meta.get("HTTP_HX_HISTORY_RESTORE_REQUEST", ""),
        get_language_from_request(request) if len(settings.LANGUAGES) > 1 else "",
    )
    return "page." + hashlib.blake2b("\n".join(parts).encode(), digest_size=20).hexdigest()


def find(key: str) -> Kept | None:
    """The page of this key if it still holds. The process's own copy first, then the one that all share."""
    page = near.get(key)
    try:
        if page is not None and page.holds():
            return page
        shared = cache.get(key)
        if shared is None or (page is not None and shared.state == page.state) or not shared.holds():
            return None
    except DatabaseError:
        connection.close_if_unusable_or_obsolete()
        return None
    near.put(key, shared)
    return shared


def keep(key: str, response: HttpResponse) -> Kept | None:
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
    cache.set(key, page, page.seconds)
    near.put(key, page)
    return page


def answer(request: HttpRequest, page: Kept) -> HttpResponse:
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked and (page.etag in parse_etags(asked) or asked.strip() == "*"):
        wanted = ("ETag", "Cache-Control", "Vary")
        return HttpResponseNotModified(headers={name: value for name, value in page.headers if name in wanted})
    return HttpResponse(page.body, headers=dict(page.headers))


def private(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """What was made for one person is kept by nobody else."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    return response


class Near:
    """The pages that this process asked for last, by themselves. What they hold is proved like every other."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[float, Kept]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
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

    def put(self, key: str, page: Kept) -> None:
        if len(page.body) > NEAR_LARGEST:
            return
        with self._lock:
            self._pages[key] = (monotonic() + page.seconds, page)
            self._pages.move_to_end(key)
            while len(self._pages) > NEAR_PAGES:
                self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()


near = Near()
