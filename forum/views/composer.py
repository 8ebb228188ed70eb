"""Helps for whoever is writing: a preview, handles to mention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum import words
from forum.queries import people
from web.http import member_of, posting, signed_in
from writing.render import MAX_CHARACTERS
from writing.typed import lines


@posting
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML of what was typed so far, as a fragment."""
    return render(request, "forum/_preview.html", {"html": preview_of(request)})


def preview_of(request: HttpRequest) -> str:
    """How the posted body would look, the same under a name and without it."""
    typed = lines(request.POST.get("body", ""))[:MAX_CHARACTERS]
    return str(words.rendered(typed, people.known)["html"])


@require_safe
@signed_in
def handles(request: HttpRequest) -> HttpResponse:
    """Members to mention whose handle begins with what was typed."""
    found = people.suggestions(viewer=member_of(request), typed=request.GET.get("q", "").lstrip("@")[:30])
    return render(request, "forum/_handles.html", {"members": found})
