"""What is noted about a browser that signs in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSessionManager
from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104  stands where the address stood: the library's column takes no NULL
UNSEEN = "signs_in_unseen"  # on a request whose address and browser are not written down


def is_unseen(request: HttpRequest) -> bool:
    return getattr(request, UNSEEN, False)


def write_nothing_down(note: Callable[[UserSessionManager, HttpRequest], None]) -> Callable[..., None]:
    """allauth's own noting, but that where addresses are kept for no day at all none is ever written."""

    def noted(manager: UserSessionManager, request: HttpRequest) -> None:
        if settings.KEEP_DAYS["addresses"]:
            return note(manager, request)
        browser = request.META.pop("HTTP_USER_AGENT", "")
        setattr(request, UNSEEN, True)
        try:
            return note(manager, request)
        finally:
            setattr(request, UNSEEN, False)
            request.META["HTTP_USER_AGENT"] = browser

    return noted
