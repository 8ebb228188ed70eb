"""Answers visitors from the cache, and keeps what was made for them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from community.pages import quick
from community.pages.proof import Kept
from community.pages.store import find, is_visitor, keep, key_of


class Pages:
    """Answers a visitor from the cache. Stands before the sessions, so that a kept page costs none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_visitor(request.META):
            quick.look_after_connection()
            return private(self.get_response(request), request)
        key = key_of(request.META)
        page = find(key)
        if page is None:
            request.may_be_kept = True  # type: ignore[attr-defined]
            response = self.get_response(request)
            page = keep(key, response)
            if page is None:
                return response
        return answer(request, page)


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
