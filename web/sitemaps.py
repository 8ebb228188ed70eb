"""What all parts of the site map share, and what programs that collect pages are asked to leave alone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
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

    def get_latest_lastmod(self) -> None:
        """Django would read every row of all files for it, to write the index."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """A request, no door: what is not public is not shown to visitors at all."""
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}" for name in LEFT_ALONE)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
