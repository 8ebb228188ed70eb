"""What all parts of the site map share, and what programs that collect pages are asked to leave alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import x_robots_tag
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

PAGE = 5_000  # addresses of one file; the standard allows ten times as many
LEFT_ALONE = ("account_login", "account_signup", "forum:search", "forum:ask")  # nothing of it can be found again


class CommunitySitemap(Sitemap):
    """Canonical addresses of this installation, whatever host was asked."""

    limit = PAGE

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


@require_safe
@x_robots_tag
def index(request: HttpRequest, sitemaps: dict[str, type[CommunitySitemap]]) -> HttpResponse:
    """Where each file of the map is. Django's own would name the host that was asked, and read every row for a date."""
    places = [
        f"{settings.SITE_URL}{reverse('sitemap_part', args=[section])}{f'?p={page}' if page > 1 else ''}"
        for section, kind in sitemaps.items()
        for page in kind().paginator.page_range
    ]
    context = {"sitemaps": [{"location": place} for place in places]}
    return render(request, "sitemap_index.xml", context, content_type="application/xml")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """A request, no door: what is not public is not shown to visitors at all."""
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}" for name in LEFT_ALONE)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
