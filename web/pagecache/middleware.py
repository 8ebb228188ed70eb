"""Answers visitors from the kept pages, and keeps what was made for them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from web.pagecache.decorators import Made
from web.pagecache.local import LARGEST, VISITOR, Page, is_visitor, key_of, pages, spelled, still_holds

CACHE_CONTROL = "no-cache"  # a browser or proxy may keep it and has to ask whether it still holds


class PageCache:
    """Stands before the sessions, so that a kept page costs none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_visitor(request.META):
            return private(self.get_response(request), request)
        page = still_holds(key_of(request.META, VISITOR, spelled(request.META, request.path)))
        if page is None:  # a view that was asked in another spelling looks again by its own
            request.may_be_cached = True  # type: ignore[attr-defined]
            response = self.get_response(request)
            page = getattr(response, "found", None) or keep(response)
            if page is None:
                return response
        return answer(request, page)


def keep(response: HttpResponse) -> Page | None:
    """Keeps what was made for a visitor; None for everything else, and for whatever would give somebody a cookie."""
    made: Made | None = getattr(response, "made", None)
    if made is None or response.cookies or len(response.content) > LARGEST:
        return None
    body = response.content
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Cookie", "HX-Request", "Accept-Encoding"])
    response["ETag"] = f'W/"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    # How long it is depends on who takes it (`Page.encoded`): two lengths in one answer, and browsers get half a page.
    headers = tuple((name, value) for name, value in response.items() if name != "Content-Length")
    page = Page(made.fingerprint, body, headers, response["ETag"], made.seconds)
    pages.put(made.key, page)
    return page


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    asked = request.META.get("HTTP_IF_NONE_MATCH")
    if asked and (page.etag in parse_etags(asked) or asked.strip() == "*"):
        wanted = ("ETag", "Cache-Control", "Vary")
        return HttpResponseNotModified(headers={name: value for name, value in page.headers if name in wanted})
    body, headers = page.encoded(request.META)
    return HttpResponse(body, headers=dict(headers))


def private(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """What was made for one person is kept by nobody else."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-cache"
    return response
