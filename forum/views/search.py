"""Search, and questions like one that is being asked."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from forum import rules
from forum.forms import searched
from forum.queries import search as queries
from forum.queries import spaces, tongues, understood
from forum.queries.similar import similar as similar_topics
from forum.views import empty_states
from forum.views.lists import wants_part

PAGE = "page"  # the number of a page of results, in an address


def page_number(request: HttpRequest) -> int:
    text = request.GET.get(PAGE, "")
    return min(int(text), queries.most_pages()) if text.isascii() and text.isdigit() and len(text) < 4 else 1


@require_safe
@vary_on_headers("HX-Request")
def search(request: HttpRequest) -> HttpResponse:
    viewer = rules.reader(request.user)
    part = wants_part(request)
    choices = [] if part else spaces.open_to(viewer)
    in_which = [] if part else tongues.read([request.GET.get(tongues.NAME, "")], viewer).choices
    fields = searched(request.GET)
    wanted = queries.Wanted.read(fields.pop("q"), **fields)
    found = queries.find(viewer, wanted, page_number(request))
    nothing = not (found.hits or wanted.is_empty)
    context = {
        "typed": request.GET,
        "spaces": choices,
        "tongues": [(code, name) for code, name, _is_chosen in in_which],
        "wanted": wanted,
        "troubles": understood.troubles(viewer, wanted.said),
        "looked_for": list(understood.parts(wanted)) if nothing else [],
        "wider": f"?{urlencode({'q': wanted.words})}" if nothing and wanted.is_narrowed and wanted.words else "",
        "found": found,
        "alike": similar_topics(wanted.words, viewer) if nothing else [],
        "empty": empty_states.NOTHING_FOUND,
        "ask": f"{reverse('forum:ask')}?{urlencode({'title': wanted.words})}",
        "newer": _address(request, found.number - 1) if found.number > 1 else "",
        "older": _address(request, found.number + 1) if found.has_more else "",
        "part": part,
    }
    return render(request, "forum/_found.html" if part else "forum/search.html", context)


def _address(request: HttpRequest, number: int) -> str:
    fields = request.GET.copy()
    fields[PAGE] = str(number)
    return f"?{fields.urlencode()}"


@require_safe
@vary_on_headers("HX-Request")
def similar(request: HttpRequest) -> HttpResponse:
    """While a title is typed: the part alone for htmx, a page of its own otherwise."""
    title = request.GET.get("title", "")
    topics = similar_topics(title, rules.reader(request.user))
    template = "forum/_similar.html" if wants_part(request) else "forum/similar.html"
    return render(request, template, {"topics": topics, "title": title})
