"""Feeds of what everybody may read: all topics, those of a space or of a tag, and the answers to one.

They hold beginnings. A program keeps what it was given, and people here may take back what they wrote.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from forum import words
from forum.models import Post, Space, Tag, Topic
from forum.models.topics import topic_address
from forum.queries import lists, public, spaces
from members.queries import community
from web.feeds import CommunityFeed, full_address
from web.http import or_404

BEGINNING = 400  # characters of an answer: what is taken back here stays with whoever has it


class TopicsFeed(CommunityFeed):
    """All topics, the one with the newest post first."""

    def title(self, obj: Any) -> str:
        return str(community().name)

    def path(self, obj: Any) -> str:
        return reverse("forum:latest")

    def items(self, obj: Any) -> list[Topic]:
        return public.newest()

    def item_guid(self, item: Topic) -> str:
        return _lasting(item.pk)

    def item_title(self, item: Topic) -> str:
        return item.title

    def item_description(self, item: Topic) -> str:
        return escape(item.excerpt)

    def item_author_name(self, item: Topic) -> str:
        return item.author.shown_name

    def item_pubdate(self, item: Topic) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Topic) -> datetime:
        return item.bumped_at


class SpaceFeed(TopicsFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Space:
        space = or_404(spaces.load, None, slug)
        if space.is_sensitive or space.visibility != Space.Visibility.PUBLIC:
            raise Http404
        return space

    def title(self, obj: Space) -> str:
        return _("%(community)s: %(what)s") % {"community": community().name, "what": obj.title}

    def path(self, obj: Space) -> str:
        return reverse("forum:space", args=[obj.slug])

    def items(self, obj: Space) -> list[Topic]:
        return public.newest(space=obj)


class TagFeed(TopicsFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        return or_404(lists.tagged, None, slug)[0]

    def title(self, obj: Tag) -> str:
        return _("%(community)s: %(what)s") % {"community": community().name, "what": obj.name}

    def path(self, obj: Tag) -> str:
        return reverse("forum:tag", args=[obj.slug])

    def items(self, obj: Tag) -> list[Topic]:
        return public.newest(tag=obj)


class AnswersFeed(CommunityFeed):
    """What is written in one topic, the newest first."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().__call__(request, *args, **kwargs)
        except Http404:
            return _led_on(kwargs["id"])

    def get_object(self, request: HttpRequest, id: int, slug: str) -> Topic:
        return or_404(public.topic, id)

    def title(self, obj: Topic) -> str:
        return _("%(community)s: %(what)s") % {"community": community().name, "what": obj.title}

    def path(self, obj: Topic) -> str:
        return obj.get_absolute_url()

    def feed_guid(self, obj: Topic) -> str:
        return _lasting(obj.pk)

    def items(self, obj: Topic) -> list[Post]:
        return public.answers(obj)

    def item_guid(self, item: Post) -> str:
        return f"{_lasting(item.topic_id)}?post={item.pk}"

    def item_title(self, item: Post) -> str:
        said = _("Answer by %(name)s") if item.topic.is_question else _("Reply by %(name)s")
        return said % {"name": item.author.shown_name}

    def item_description(self, item: Post) -> str:
        return escape(words.excerpt(item.html, most=BEGINNING))

    def item_author_name(self, item: Post) -> str:
        return item.author.shown_name

    def item_pubdate(self, item: Post) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.edited_at or item.created_at


def _led_on(id: int) -> HttpResponse:
    """To that of the topic that it became. Raises Http404 where there is none for everybody."""
    response = redirect(f"{or_404(public.became, id).get_absolute_url()}feed/")
    response["Cache-Control"] = "no-store"  # it may be put back
    return response


def _lasting(topic: int) -> str:
    """An address that stays the same with another title: by another one programs would show all of it anew."""
    return full_address(topic_address(topic, "-"))
