"""Rows of lists from the pieces of their template (pieces.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from forum.models import Space
from forum.models.levels import USUAL, Level
from forum.templatetags.pieces import MOST_SHAPES, PLACES, Pieces, StandIn, cut, fill
from masks.models import Mask
from members.models import Member
from web.templatetags.ui import face, hue


@dataclass(frozen=True)
class Line:
    """One line of a list: what `components/_topic_row.html` takes."""

    href: str
    title: str
    who: Member | Mask
    facts: Sequence[str]
    space: Space | None = None
    excerpt: str = ""
    why: str = ""
    new_since: str = ""  # the way to what is not yet read, drawn by `new_since`
    act_href: str = ""
    act_label: str = ""


WORDS = ("excerpt", "why", "new_since", "act_href", "act_label")


def post_address(topic_address: str, post_id: int | str) -> str:
    """Where a post stands, on whichever page of its topic."""
    return f"{topic_address}?post={post_id}#p{post_id}"


def unread_place(topic_id: int) -> str:
    """The name of the place in a shared page where what is new in a topic to its reader belongs."""
    return f"new{topic_id}"


HEARD = "hears"  # the place in a shared page where it says how much its reader hears of what it lists


def heard_words(level: int | str | None) -> str:
    """A level in words; None: as everywhere."""
    return str(USUAL.label if level is None else Level(int(level)).label)


def drawn(line: Line) -> SafeString:
    space = (int(line.space.hue),) if line.space else ()
    words = frozenset(name for name in WORDS if getattr(line, name))
    pieces = _pieces(get_language(), line.who.is_mask, space, words)
    return mark_safe(fill(pieces, _values(line)))  # noqa: S308  escaped below


def new_since(href: str, title: str) -> SafeString:
    """The way to the first post that a reader has not read yet."""
    return mark_safe(fill(_new_since(get_language()), {"href": escape(href), "title": escape(title)}))  # noqa: S308  (escaped here)


@lru_cache(maxsize=MOST_SHAPES)
def _new_since(_language: str) -> Pieces:
    return cut(get_template("components/_new_since.html").render({"href": PLACES["href"], "title": PLACES["title"]}))


@lru_cache(maxsize=MOST_SHAPES)
def _pieces(_language: str, is_mask: bool, space: tuple[int, ...], words: frozenset[str]) -> Pieces:
    drawn = {"is_anybody": True, "hue_placeholder": PLACES["hue"], "initials_placeholder": PLACES["initials"]}
    where = StandIn(hue=space[0], title=PLACES["space_title"], get_absolute_url=PLACES["space_href"]) if space else None
    values = {name: PLACES[name] if name in words else "" for name in WORDS}
    values |= {"href": PLACES["href"], "title": PLACES["title"], "who": StandIn(is_mask=is_mask, **drawn)}
    return cut(get_template("components/_topic_row.html").render(values | {"space": where, "facts": [PLACES["facts"]]}))


def _values(line: Line) -> Mapping[str, str]:
    values: dict[str, str] = {name: conditional_escape(said) for name in WORDS if (said := getattr(line, name))}
    values |= {"href": escape(line.href), "title": escape(line.title)}
    values["facts"] = "</span><span>".join(conditional_escape(fact) for fact in line.facts)
    if isinstance(line.who, Member):
        values |= {"hue": hue(line.who.hue), "initials": face(line.who)}
    if line.space:
        values |= {"space_title": escape(line.space.title), "space_href": escape(line.space.get_absolute_url())}
    return values
