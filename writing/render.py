"""Markdown to safe HTML, once, on save. Raise RENDERER_VERSION when the same words would come out differently."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markdown_it import MarkdownIt

from writing.finish import HEADING, People, Rendered, finish

RENDERER_VERSION = 2
MAX_CHARACTERS = 32_000  # characters; the slowest input of that length stays under a second
MOST_ADDRESSES = 300  # that become links by themselves; finding them takes the square of their number
INLINE_RULES = ["backticks", "emphasis", "entity", "escape", "link", "autolink", "newline", "strikethrough", "linkify"]


class TooLong(ValueError):
    """The text is longer than what renders in a second."""


def render(markdown: str, *, first_heading: int = HEADING, people: People | None = None) -> Rendered:
    """A post, an article, a bio, whose headings start at level `first_heading`; `people` resolves mentions.

    Raises TooLong.
    """
    return _rendered(_full, markdown, first_heading, people)


def render_comment(markdown: str, *, people: People | None = None) -> Rendered:
    """A short text: paragraphs, emphasis, code and links. Raises TooLong."""
    return _rendered(_short, markdown, HEADING, people)


def _rendered(make: Callable[..., MarkdownIt], markdown: str, first_heading: int, people: People | None) -> Rendered:
    if len(markdown) > MAX_CHARACTERS:
        raise TooLong(f"{len(markdown)} characters; {MAX_CHARACTERS} is the most.")
    parser = make(linkify=markdown.count("://") <= MOST_ADDRESSES)
    return finish(parser.render(markdown), first_heading=first_heading, people=people)


@cache
def _full(*, linkify: bool) -> MarkdownIt:
    return _with_links(MarkdownIt("commonmark", _options(linkify)).enable(["table", "strikethrough", "linkify"]))


@cache
def _short(*, linkify: bool) -> MarkdownIt:
    return _with_links(MarkdownIt("zero", _options(linkify)).enable(INLINE_RULES))


def _options(linkify: bool) -> dict[str, bool]:
    """A line ends where its writer ended it. Tags that somebody types are words."""
    return {"html": False, "linkify": linkify, "breaks": True}


def _with_links(parser: MarkdownIt) -> MarkdownIt:
    """Only whole addresses become links: "readme.md" and a neighbour's e-mail address do not."""
    assert parser.linkify is not None
    parser.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
    return parser
