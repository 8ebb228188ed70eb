"""What stands around a topic's posts in the page of a visitor, from the pieces of its template (pieces.py)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from forum.models import Space, Topic
from forum.queries.topic import TopicPage
from forum.templatetags import beside, posts
from forum.templatetags.pieces import NUMBERS, PLACES, Pieces, StandIn, cut, fill
from members.models import Community
from members.queries import community

MOST_PAGES = 256  # some ten kilobytes each
SPACE = ("slug", "title", "hue", "outside_help_html")


@dataclass(frozen=True)
class Frame:
    """The community, equal to itself as long as nothing of its row has changed."""

    state: str
    row: Community = field(compare=False)

    @classmethod
    def now(cls) -> Frame:
        row = community()
        return cls(repr([getattr(row, column.attname) for column in row._meta.concrete_fields]), row)


def is_alike_for_all(page: TopicPage, context: dict[str, Any], request: HttpRequest) -> bool:
    """A visitor reads an open topic of one page, and there is nothing to tell them."""
    is_visitor = getattr(request, "may_be_cached", False) and not request.user.is_authenticated
    return is_visitor and page.pages == 1 and not (context["closed"] or context["suggestion"])


def drawn(page: TopicPage, context: dict[str, Any]) -> str:
    """`forum/topic.html` for a page that `is_alike_for_all`."""
    return fill(_pieces(get_language(), Frame.now(), *_shape(page, context)), _values(page, context))


def _shape(page: TopicPage, context: dict[str, Any]) -> tuple[Hashable, ...]:
    topic = page.topic
    about_topic = (
        topic.is_question,
        topic.audience,
        topic.answer_count,
        page.can_be_answered,
        topic.tongue,
        page.is_described,
    )
    card = (context["has_card"], context["card_picture"] is not None)
    about_page = (context["is_indexed"], context["quick_exit_url"], bool(context["similar"]), *card)
    return about_topic, about_page, _space(topic.space), min(len(page.helped), 2), bool(page.answers)


def _space(space: Space) -> tuple[Any, ...]:
    return tuple(getattr(space, name) for name in SPACE)


@lru_cache(maxsize=MOST_PAGES)
def _pieces(
    _language: str, frame: Frame, about_topic: Any, about_page: Any, space: Any, helped: int, answers: bool
) -> Pieces:
    is_question, audience, answer_count, can_be_answered, tongue, is_described = about_topic
    is_indexed, quick_exit_url, similar, has_card, pictured = about_page
    topic = StandIn(
        title=PLACES["title"],
        excerpt=PLACES["excerpt"],
        get_absolute_url=Topic(pk=NUMBERS["topic"], slug=PLACES["slug"]).get_absolute_url(),
        space=StandIn(**dict(zip(SPACE, space, strict=True))),
        tag_list=[PLACES["tags"]],
        is_question=is_question,
        audience=audience,
        answer_count=answer_count,
        tongue=tongue,
    )
    shown = StandIn(
        viewer=None,
        number=1,
        pages=1,
        opening=PLACES["opening"],
        helped=[PLACES["helped"], mark_safe("")][:helped],
        answers=[PLACES["answers"]] if answers else [],
        can_be_answered=can_be_answered,
        is_described=is_described,
    )
    context: dict[str, Any] = {
        "page": "spaces",
        "topic": topic,
        "shown": shown,
        "similar": [PLACES["similar"]] if similar else [],
    }
    context |= {"is_indexed": is_indexed, "quick_exit_url": quick_exit_url, "canonical": PLACES["canonical"]}
    picture = StandIn(address=PLACES["picture"], alt=PLACES["picture_alt"]) if pictured else None
    context |= {"has_card": has_card, "card_picture": picture}
    return cut(get_template("forum/topic.html").render(context | {"community": frame.row}, anybody()))


def anybody() -> HttpRequest:
    """Nothing of the one who asks can stand in what others get."""
    request = HttpRequest()
    request.user = AnonymousUser()  # type: ignore[assignment]
    return request


def _values(page: TopicPage, context: dict[str, Any]) -> dict[str, str]:
    topic, picture, drawn_in = page.topic, context["card_picture"], Context(context | {"user": AnonymousUser()})
    rows = {"opening": [page.opening], "helped": page.helped, "answers": page.answers}
    return {name: posts.posts(drawn_in, some) for name, some in rows.items()} | {
        "topic": str(topic.pk),
        "slug": topic.slug or "-",
        "title": escape(topic.title),
        "excerpt": escape(topic.excerpt),
        "canonical": escape(context["canonical"]),
        "picture": escape(picture.address) if picture else "",
        "picture_alt": escape(picture.alt) if picture else "",
        "tags": beside.tags(vars(topic)["tag_list"]),
        "similar": beside.similar_rows(context["similar"]),
    }
