"""Which pages of the forum search engines are told of: what is public, and nothing that was begun behind a mask."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from forum.models import Space, Topic
from forum.queries import public
from web.sitemaps import CommunitySitemap


class SpaceSitemap(CommunitySitemap):
    def items(self) -> QuerySet[Space]:
        return Space.objects.filter(visibility=Space.Visibility.PUBLIC, is_sensitive=False).order_by("pk")


class TopicSitemap(CommunitySitemap):
    def items(self) -> QuerySet[Topic]:
        return public.topics().select_related(None).only("slug", "bumped_at").order_by("pk")

    def lastmod(self, item: Topic) -> date:
        return item.bumped_at.date()
