"""What all feeds share: Atom, in the community's language, with canonical addresses, never asked for as anybody."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import override

from members.queries import languages


class CommunityFeed(Feed):
    """A feed says the same to everybody."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        with override(languages.of_community()):  # programs that read feeds say nothing of their reader
            return super().__call__(request, *args, **kwargs)

    @abstractmethod
    def path(self, obj: Any) -> str:
        """Of the page that it tells of; its own lies below."""

    def link(self, obj: Any) -> str:
        return full_address(self.path(obj))

    def feed_url(self, obj: Any) -> str:
        return f"{self.link(obj)}feed/"

    def feed_guid(self, obj: Any) -> str:
        return self.link(obj)

    def item_link(self, item: Any) -> str:
        return full_address(item.get_absolute_url())

    def item_guid(self, item: Any) -> str:
        return self.item_link(item)


def full_address(path: str) -> str:
    """Of a page of this installation, whatever host the reader's program asked."""
    return f"{settings.SITE_URL}{path}"
