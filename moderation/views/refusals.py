"""Turns a refusal of the rules into an answer: the sentence, with 403, 409 or 429."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forum.limits import TooMuch
from forum.rules import reader
from members.models import Member
from members.rules import NotAllowed
from moderation.rules import AlreadyDecided

View = Callable[..., HttpResponse]


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """A page (or, for htmx, a notice) that says the sentence."""
    status = 409 if isinstance(refusal, AlreadyDecided) else 429 if isinstance(refusal, TooMuch) else 403
    name = "components/_refusal.html" if request.headers.get("HX-Request") else "refused.html"
    answer = render(request, name, {"sentence": str(refusal)}, status=status)
    if isinstance(refusal, TooMuch):
        answer["Retry-After"] = str(refusal.retry_after)
    return answer


def members_only(view: View) -> View:
    """Visitors go to the sign-in page; `request.member` is the member; a refusal becomes a page."""

    @wraps(view)
    def with_member(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = reader(request.user)
        if member is None:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        request.member = member  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            return refused(request, refusal)

    return with_member


def member_of(request: HttpRequest) -> Member:
    """The member whom `members_only` has found."""
    return request.member  # type: ignore[attr-defined]
