"""One answer to every refusal of the rules, whichever view it comes out of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from members import queries
from members.models import Member
from members.queries import languages, second_lock
from members.rules import NotAllowed
from web.refusal import refused


class Authentication(AuthenticationMiddleware):
    """Django's, with the question whether a steward has shown the second lock (members/queries/second_lock.py)."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _asked(request))  # type: ignore[assignment]


def _asked(request: HttpRequest) -> Member | AnonymousUser:
    user = get_user(request)
    if isinstance(user, Member):
        second_lock.ask_of(request, user)
    return user


class Language:
    """A member's own, a visitor's choice, or the community's. After `Authentication`, which says whose request it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.began = time.time()  # type: ignore[attr-defined]  # before anything is read, even who asks (live/views.py)
        if _is_wordless(request):
            with translation.override(languages.SOURCE):
                return self.get_response(request)
        language = _language_of(request)
        with translation.override(language):  # whatever this thread refuses next before it comes here is not in it
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


MONITORS = ("/healthz", "/readyz")  # they ask whether the database is there, and must not wait for it here
PICTURE = re.compile(r"/pictures/[^/]+/[^/]+")


def _is_wordless(request: HttpRequest) -> bool:
    """A picture is the same in every language, and kept by whoever is between us and the browser."""
    return request.path in MONITORS or PICTURE.fullmatch(request.path) is not None


def _language_of(request: HttpRequest) -> str:
    request.community = row = queries.community()  # type: ignore[attr-defined]  # members/context.py takes it from here
    if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Member):
        return languages.of_member(request.user, row)
    return languages.chosen(request.META.get("HTTP_COOKIE", "")) or languages.of_community(row)


class Refusals:
    """A view that has something better to say catches `NotAllowed` itself: a form that keeps its words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed) and error.status == 403 and getattr(request.user, "tending_closed", False):
            return render(request, "second_lock.html", {"here": request.get_full_path()}, status=403)
        return refused(request, error) if isinstance(error, NotAllowed) else None
