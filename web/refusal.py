"""What a refusal of the rules becomes: a page or a part with its sentence, or a form that keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.rules import NotAllowed
from web.http import is_htmx

UNPROCESSABLE = 422


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """The sentence and nothing else."""
    name = "components/_refusal.html" if is_htmx(request) else "refused.html"
    response = render(request, name, {"sentence": str(refusal)}, status=refusal.status)
    return _with_wait(response, refusal)


def why_not(rule: Callable[..., object], *about: Any) -> str:
    """Why a rule says no, "" where it says yes: a page tells before there is a form to fill in."""
    try:
        rule(*about)
    except NotAllowed as no:
        return str(no)
    return ""


def beside_form(response: HttpResponse, refusal: NotAllowed) -> HttpResponse:
    """The form with the sentence in it. What was typed can be changed and sent again, so that is 422; a limit says 429."""
    response.status_code = UNPROCESSABLE if refusal.status == NotAllowed.status else refusal.status
    return _with_wait(response, refusal)


def _with_wait(response: HttpResponse, refusal: NotAllowed) -> HttpResponse:
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response
