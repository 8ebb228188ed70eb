"""The search form, and what was found, from the pieces of their templates (pieces.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.forms import SearchForm
from forum.models import Space
from forum.queries.search import Hit
from forum.snippets import START, STOP
from forum.templatetags.pieces import MOST_SHAPES, PLACES, Pieces, cut, fill
from forum.templatetags.rows import Line, drawn, post_address
from forum.templatetags.topics import Bumped, replies
from web.templatetags.ui import when

register = template.Library()

LONGEST_CHOICE = 80  # characters; nothing that can be chosen is longer
TYPED = {"q": "title", "tag": "tags"}  # fields with words of one's own, and the places where these belong


@register.simple_tag
def search_form(
    typed: Mapping[str, str], spaces: Iterable[Space], tongues: Iterable[tuple[str, str]] = ()
) -> SafeString:
    """`forum/_search_form.html` with what is looked for in its fields."""
    said = {name: typed.get(name, "") for name in SearchForm.base_fields}
    shape = tuple(
        PLACES[TYPED[name]] if value and name in TYPED else value[:LONGEST_CHOICE] for name, value in said.items()
    )
    pieces = _form(get_language(), tuple((space.slug, space.title) for space in spaces), tuple(tongues), shape)
    return mark_safe(fill(pieces, {place: escape(said[name]) for name, place in TYPED.items()}))  # noqa: S308  (escaped)


@lru_cache(maxsize=MOST_SHAPES)
def _form(
    _language: str, spaces: tuple[tuple[str, str], ...], tongues: tuple[tuple[str, str], ...], shape: tuple[str, ...]
) -> Pieces:
    said = dict(zip(SearchForm.base_fields, shape, strict=True))
    form = SearchForm(said, spaces=[Space(slug=slug, title=title) for slug, title in spaces], tongues=tongues)
    is_narrowed = any(value for name, value in said.items() if name != "q")
    return cut(get_template("forum/_search_form.html").render({"form": form, "is_narrowed": is_narrowed}))


@register.simple_tag(takes_context=True)
def hit_row(context: Context, hit: Hit) -> SafeString:
    """A topic that was found, with the words around what was looked for; leads to the post that holds them."""
    topic = hit.topic
    href = post_address(topic.get_absolute_url(), hit.post_id) if hit.post_id else topic.get_absolute_url()
    line = Line(
        href=href,
        title=topic.title,
        who=topic.author,
        excerpt=marked(hit.snippet),
        space=topic.space,
        facts=[topic.author.shown_name, *replies(topic), when(context, Bumped(topic))],
    )
    return drawn(line)


@register.filter
def marked(words: str) -> SafeString:
    """Escaped words with what was found in <mark>."""
    return SafeString(escape(words).replace(START, "<mark>").replace(STOP, "</mark>"))
