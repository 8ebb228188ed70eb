"""Is it you? For whoever signs in with mailed codes: once more (web/fresh.py sends them here)."""

from __future__ import annotations

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from web.http import SeeOther, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Whoever signs in with mailed codes does so once more."""
    where = get_next_redirect_url(request)
    if request.method != "POST":
        return render(request, "privacy/again.html", {"where": where})
    get_adapter(request).logout(request)
    back = urlencode({"next": where or reverse("privacy:data")})
    return SeeOther(f"{reverse('account_request_login_code')}?{back}")
