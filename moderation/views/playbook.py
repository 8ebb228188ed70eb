"""The playbook's pages, for whoever tends a space."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from moderation import rules
from moderation.playbook import PAGES
from web.http import member_of, signed_in


@require_GET
@signed_in
def contents(request: HttpRequest) -> HttpResponse:
    rules.may_use_desk(member_of(request))
    return render(request, "moderation/playbook.html", {"pages": PAGES, "page": "desk"})


@require_GET
@signed_in
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    rules.may_use_desk(member_of(request))
    number = next((number for number, one in enumerate(PAGES) if one.slug == slug), None)
    if number is None:
        raise Http404
    context = {"chapter": PAGES[number], "after": PAGES[(number + 1) % len(PAGES)], "page": "desk"}
    return render(request, "moderation/playbook_page.html", context)
