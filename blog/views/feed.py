"""The Atom feed of the blog: canonical addresses, and by-lines as their authors chose them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from blog.models import Article
from blog.queries.articles import FEED_LENGTH, credit, published
from members.queries import community


class ArticleFeed(Feed):
    feed_type = Atom1Feed

    def title(self) -> str:
        return _("%(community)s: the blog") % {"community": community().name}

    def subtitle(self) -> str:
        return _("Written by members, edited together.")

    def link(self) -> str:
        return _address(reverse("blog:home"))

    def feed_url(self) -> str:
        return _address(reverse("blog:feed"))

    def feed_guid(self) -> str:
        return self.link()

    def items(self) -> list[Article]:
        return list(published().order_by("-published_at", "-pk")[:FEED_LENGTH])

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        return item.html

    def item_link(self, item: Article) -> str:
        return _address(item.get_absolute_url())

    def item_guid(self, item: Article) -> str:
        return self.item_link(item)

    def item_author_name(self, item: Article) -> str:
        return credit(item).name

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime | None:
        return item.modified_at or item.published_at


def _address(path: str) -> str:
    """A full address of this installation, whatever host the reader's program asked."""
    return f"{settings.SITE_URL}{path}"
