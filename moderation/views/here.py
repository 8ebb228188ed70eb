"""Where somebody stood when they decided: there they are led back, with a word of what was done and the way to undo it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from moderation.models import Decision
from web.http import takes_get


def here(request: HttpRequest, otherwise: str = "") -> str:
    """The address on this site of the page they came from: what the form says, or else the browser. Never the form's
    own; `otherwise` where there is none.
    """
    said = request.POST.get("next") or request.headers.get("Referer", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    if url_has_allowed_host_and_scheme(said, allowed_hosts=hosts, require_https=secure):
        parts = urlsplit(said)
        path = parts.path or "/"
        if path != request.path and takes_get(path):
            return f"{path}?{parts.query}" if parts.query else path
    return otherwise or reverse("moderation:desk")


def done(
    request: HttpRequest, words: str, *, undo: Decision | None = None, otherwise: str = "", anchor: str = ""
) -> HttpResponse:
    """Back there, with `words` and a button that takes the decision back."""
    address = reverse("moderation:undo", args=[undo.pk]) if undo is not None else ""
    messages.success(request, words, extra_tags=address)
    back = here(request, otherwise)
    return HttpResponseRedirect(back if "#" in back or not anchor else f"{back}#{anchor}", status=303)
