"""The Atom feed of the blog: by-lines as their authors chose them."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Article
from blog.queries.articles import FEED_LENGTH, credit, published
from members.queries import community
from web.feeds import CommunityFeed


class ArticleFeed(CommunityFeed):
    def title(self) -> str:
        return _("%(community)s: the blog") % {"community": community().name}

    def subtitle(self) -> str:
        return _("Written by members, edited together.")

    def path(self, obj: None) -> str:
        return reverse("blog:home")

    def items(self) -> list[Article]:
        return list(published().order_by("-published_at", "-pk")[:FEED_LENGTH])

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.html

    def item_author_name(self, item: Article) -> str:
        return credit(item).name

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime | None:
        return item.modified_at or item.published_at
