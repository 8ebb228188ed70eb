"""The posts of a topic page. What every bystander sees alike is drawn once and kept."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from django import template
from django.core.cache import cache
from django.template.context import Context
from django.template.loader import get_template
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.models import Status
from forum.queries.topic import PostRow, TopicPage
from masks.models import Mask
from members.models import Member

register = template.Library()

# Whatever a kept post shows is part of its key; this only bounds how late its "3 hours ago" may be without a script.
KEPT_SECONDS = 300


@register.simple_tag(takes_context=True)
def posts(context: Context, rows: list[PostRow]) -> SafeString:
    """`rows` as `forum/_post.html` draws them; those that look the same to every bystander from the cache."""
    shown: TopicPage = context["shown"]
    keys = {place: _key(row, shown) for place, row in enumerate(rows) if _is_the_same_for_bystanders(row, shown)}
    kept: dict[str, str] = cache.get_many(keys.values()) if keys else {}
    drawn: dict[str, str] = {}
    stand_in = _stand_in()
    parts = []
    for place, row in enumerate(rows):
        key = keys.get(place)
        if key is None:
            parts.append(_draw(context, row))
            continue
        if key not in kept:
            with context.push(csrf_token=stand_in):
                kept[key] = drawn[key] = _draw(context, row)
        parts.append(kept[key].replace(stand_in, str(context.get("csrf_token", ""))))
    if drawn:
        cache.set_many(drawn, KEPT_SECONDS)
    return mark_safe("".join(parts))  # noqa: S308  each part is a rendered template


def _stand_in() -> str:
    """What kept posts hold where each reader's own token belongs: nobody can write it into a post."""
    return salted_hmac("forum.posts", "token").hexdigest()


def _draw(context: Context, row: PostRow) -> str:
    with context.push(row=row):
        return str(get_template("forum/_post.html").template.render(context))


def _is_the_same_for_bystanders(row: PostRow, page: TopicPage) -> bool:
    """Nothing in it is the viewer's own, and the viewer has no say in it beyond what every member has."""
    if page.viewer is None or page.is_asker or page.tends or page.mask is not None or row.post.is_opening:
        return False
    if row.own or row.gone or row.saved or row.folded or row.post.status != Status.VISIBLE:
        return False
    if any(line.own or line.folded or line.comment.status != Status.VISIBLE for line in row.comments):
        return False
    thanks = row.company["thanks"]
    return row.company["tending"] is None and thanks is not None and thanks.mine is None and thanks.mask is None


def _key(row: PostRow, page: TopicPage) -> str:
    """All that the post shows: its topic's version stands for the words, the rest is named."""
    people = [row.post.author, page.topic.author, *(line.comment.author for line in row.comments)]
    seen = (
        row.post.pk,
        page.topic.version,
        page.can_be_answered,
        row.by_asker,
        [line.comment.pk for line in row.comments],
        [_face(person) for person in people],
        row.company["thanks"],
        (article := row.company["article"]) and (article.slug, article.title),
        get_language(),
    )
    return f"forum.post.{blake2b(repr(seen).encode(), digest_size=16).hexdigest()}"


def _face(person: Member | Mask) -> tuple[Any, ...]:
    """What a by-line shows of somebody."""
    if isinstance(person, Mask):
        return (str(person.pk), person.name, person.hue)
    return (person.pk, person.handle, person.display_name, person.hue, person.stage, person.shows_stage, person.kind)
