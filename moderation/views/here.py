"""Where somebody stood when they decided: there they are led back, with a word of what was done and the way to undo it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import pgettext

from moderation import rules
from moderation.actions import chosen_words
from moderation.models import Decision
from web.http import member_of, or_404, takes_get


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


def words_removed(request: HttpRequest, kind: type[chosen_words.Chosen], pk: int, *, otherwise: str) -> HttpResponse:
    """Removes words from one of the two lists of them. Raises Http404 where none of this number stand there."""
    viewer = member_of(request)
    rules.may_use_desk(viewer)
    made = or_404(chosen_words.remove, moderator=viewer, kind=kind, pk=pk)
    return done(request, pgettext("words", "Removed."), undo=made, otherwise=otherwise)
