"""Articles, for search engines."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from blog.models import Article
from blog.queries.articles import published
from web.sitemaps import CommunitySitemap


class ArticleSitemap(CommunitySitemap):
    def items(self) -> QuerySet[Article]:
        return published().order_by("pk")

    def lastmod(self, item: Article) -> date | None:
        changed = item.modified_at or item.published_at
        return changed.date() if changed else None
