"""The blog as its readers see it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from blog import rules
from blog.models import Article
from blog.queries.articles import by_slug, credit, minutes, origin_for, page_of_articles
from forum.rules import is_author, reader
from writing.pictures import first_shown


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    found = page_of_articles(request.GET.get("at", ""))
    rows = [(article, credit(article), minutes(article)) for article in found.rows]
    return render(request, "blog/home.html", {"rows": rows, "page": "blog"} | found.links())


@require_GET
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """A published article; 410 once its author took it down."""
    try:
        found = by_slug(slug)
    except Article.DoesNotExist:
        raise Http404 from None
    if found.state == Article.State.WITHDRAWN:
        return render(request, "blog/taken_down.html", {"page": "blog"}, status=410)
    viewer = reader(request.user)
    context = {
        "article": found,
        "credit": credit(found),
        "minutes": minutes(found),
        "origin": origin_for(viewer, found),
        "canonical": f"{settings.SITE_URL}{found.get_absolute_url()}",
        "own": viewer is not None and is_author(viewer, found),
        "edits": viewer is not None and rules.edits(viewer, found),
        "page": "blog",
        "has_card": not found.is_masked,
        "card_picture": None if found.is_masked else first_shown(found.html),
    }
    return render(request, "blog/article.html", context)
