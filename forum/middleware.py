"""When a session has ended: what was written is kept, a part stays a part, and one goes on where one was."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import interrupted
from forum.views.interrupted import COOKIE, keep_sent, last_writer
from web.http import is_htmx, takes_get

SAFE = ("GET", "HEAD")


class SessionEnded:
    """Looks at what leads a visitor to the sign-in page, whichever view or decorator said so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if leads_to_sign_in(response) and not request.user.is_authenticated:
            return _ended(request, response)
        if request.session.accessed and request.user.is_authenticated:
            _remember(request, response)
        return response


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(reverse("account_login") + "?next=")


def _ended(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    is_part = is_htmx(request)
    if request.method in SAFE and not is_part:
        return response
    is_kept = request.method not in SAFE and keep_sent(request)
    where = reverse("forum:resume") if is_kept else _page_of(request)
    door = f"{reverse('account_login')}?{urlencode({'next': where}, safe='/')}"
    if not is_part:
        response["Location"] = door
        return response
    return part(request, is_kept=is_kept, door=door)


def part(request: HttpRequest, *, is_kept: bool, door: str) -> HttpResponse:
    sentence = (
        _("You have been signed out. What you wrote is kept for an hour:")
        if is_kept
        else _("You have been signed out:")
    )
    context = {"sentence": sentence, "door": door, "label": _("sign in to go on")}
    response = render(request, "components/_refusal.html", context, status=401)
    if is_kept:
        response["HX-Trigger"] = "draft-saved"  # nothing is lost by leaving
    return response


def _page_of(request: HttpRequest) -> str:
    """The page of ours on which somebody was, if it can be asked for once more; else the first one."""
    there = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer", ""))
    is_ours = there.netloc == request.get_host() and there.scheme in ("http", "https")
    if not is_ours or not takes_get(there.path):
        return "/"
    return there.path + (f"?{there.query}" if there.query else "")


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    """Who is signed in here, until the browser is closed; and what was sent after all is kept no longer."""
    assert request.user.is_authenticated
    if last_writer(request) != (owner := interrupted.tag_of(request.user)):
        response.set_signed_cookie(COOKIE, owner, salt=COOKIE, secure=settings.HTTPS, httponly=True, samesite="Lax")
    if request.method == "POST" and response.status_code < 400:
        interrupted.drop(request.session, request.get_full_path())
