"""The small form at the foot of every page in which one chooses the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from members.actions import pages
from members.models import Member
from members.queries import languages
from members.rules import NotAllowed
from web.http import SeeOther, posts_only

YEAR = 365 * 24 * 3600  # seconds


@posts_only
@csrf_exempt  # the pages of visitors are kept for all of them, so their forms have no token: the browser says who asks
def choose(request: HttpRequest) -> HttpResponse:
    """Kept in a cookie, and for a member in their settings."""
    language = request.POST.get("language", "")
    if not _is_from_here(request) or language not in languages.offered():
        raise NotAllowed(_("Please choose the language on a page of this community."))
    if isinstance(request.user, Member):
        pages.read_in(member=request.user, language=language)
    response = SeeOther(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
    return response


def _is_from_here(request: HttpRequest) -> bool:
    """Every browser names the origin of a form that it posts; one that another site sent is refused."""
    origin = request.headers.get("Origin", "")
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and (
        not origin or urlsplit(origin).netloc == request.get_host()
    )


def _back(request: HttpRequest) -> str:
    """The page on which the form stood. A page that tells nobody where it is leads home."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=settings.HTTPS):
        return "/"
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
