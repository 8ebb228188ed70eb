"""Is it you? Asked before anything leaves that nobody else may hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from web.http import SeeOther, member_of, signed_in

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
            return HttpResponseRedirect(reverse("privacy:again"))
        return view(request, *args, **kwargs)

    return asked


def _came_in_lately(request: HttpRequest) -> bool:
    records = get_authentication_records(request, member_of(request))
    return any(time.time() - record["at"] < FRESH for record in records)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Whoever signs in with mailed codes does so once more."""
    if request.method != "POST":
        return render(request, "privacy/again.html")
    get_adapter(request).logout(request)
    back = urlencode({"next": reverse("privacy:data")})
    return SeeOther(f"{reverse('account_request_login_code')}?{back}")
