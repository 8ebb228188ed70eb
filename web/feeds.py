"""What all feeds share: Atom, in the community's language, with canonical addresses, never asked for as anybody."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import override

from members.queries import languages

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Atom(Atom1Feed):
    """Without the signs that XML has no place for: one of them in a title would break the feed of all. Addresses of pictures
    in it are paths of ours, and said to be.
    """

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xml:base": full_address("/")}

    def add_root_elements(self, handler: Any) -> None:
        self.feed = _sayable(self.feed)
        super().add_root_elements(handler)

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, _sayable(item))


def _sayable(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: NOT_IN_XML.sub("", said) if isinstance(said, str) else said for name, said in fields.items()}


class CommunityFeed(Feed):
    """A feed says the same to everybody."""

    feed_type = Atom

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        language = languages.of_community()
        with override(language):  # programs that read feeds say nothing of their reader
            response = super().__call__(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        return response

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
