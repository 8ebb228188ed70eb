"""What stands beside a topic's title and posts: its tags, and topics that are like it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.models import Topic
from forum.templatetags.pieces import MOST_SHAPES, PLACES, Pieces, StandIn, cut, fill

register = template.Library()


@register.simple_tag
def tags(found: Iterable[dict[str, str] | SafeString]) -> SafeString:
    """As `forum/_tag.html` draws each."""
    drawn = (tag if isinstance(tag, SafeString) else _tag(**tag) for tag in found)
    return mark_safe("".join(drawn))  # noqa: S308  each is a rendered template


@lru_cache(maxsize=MOST_SHAPES)
def _tag(slug: str, name: str) -> str:
    return get_template("forum/_tag.html").render({"slug": slug, "name": name})


@register.simple_tag
def similar_rows(topics: Iterable[Topic | SafeString]) -> SafeString:
    """As `forum/_similar_row.html` draws each."""
    drawn = (topic if isinstance(topic, SafeString) else _similar(topic) for topic in topics)
    return mark_safe("".join(drawn))  # noqa: S308  escaped below


def _similar(topic: Topic) -> str:
    pieces = _similar_pieces(get_language(), topic.answer_count, min(topic.helped_count, 2))
    return fill(pieces, {"href": escape(topic.get_absolute_url()), "title": escape(topic.title)})


@lru_cache(maxsize=MOST_SHAPES)
def _similar_pieces(_language: str, answers: int, helped: int) -> Pieces:
    other = StandIn(get_absolute_url=PLACES["href"], title=PLACES["title"], answer_count=answers, helped_count=helped)
    return cut(get_template("forum/_similar_row.html").render({"other": other}))
