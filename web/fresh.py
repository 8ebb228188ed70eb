"""Is it you? Asked before something happens that nobody else may do, however long ago somebody signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from web.http import member_of, signed_in, takes_get

FRESH = 10 * 60  # seconds after signing in by a code for which it is not asked again


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For members who have just shown that it is them: by password or second lock, else by a code a few minutes ago.

    allauth takes whoever has neither password nor second lock at their word, however long they have been signed in.
    """

    @wraps(view)
    @signed_in
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if reauthentication.get_reauthentication_flows(member_of(request)):
            if not reauthentication.did_recently_reauthenticate(request):
                raise ReauthenticationRequired
        elif not _came_in_lately(request):
            back = f"?{urlencode({'next': request.path})}" if takes_get(request.path) else ""
            return HttpResponseRedirect(reverse("privacy:again") + back)
        return view(request, *args, **kwargs)

    return asked


def _came_in_lately(request: HttpRequest) -> bool:
    records = get_authentication_records(request, member_of(request))
    return any(time.time() - record["at"] < FRESH for record in records)
