"""Markdown to safe HTML, once, on save. Raise RENDERER_VERSION when the same words would come out differently."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt

from writing import formulas
from writing import markdown as parser
from writing.finish import HEADING, People, Rendered, finish
from writing.pictures import Shapes

RENDERER_VERSION = 7
MAX_CHARACTERS = 32_000  # characters; the slowest input of that length stays under a second
MOST_ADDRESSES = 300  # that become links by themselves; finding them takes the square of their number


class TooLong(ValueError):
    """The text is longer than what renders in a second."""


def render(
    markdown: str, *, first_heading: int = HEADING, people: People | None = None, shapes: Shapes | None = None
) -> Rendered:
    """A post, an article, a bio, whose headings start at level `first_heading`; `people` resolves mentions, `shapes` are
    the pictures that may stand in it. Raises TooLong.
    """
    return _rendered(parser.full, markdown, first_heading, people, shapes)


def render_comment(
    markdown: str, *, people: People | None = None, shapes: Shapes | None = None, is_foreign: bool = False
) -> Rendered:
    """A short text: paragraphs, quotations, emphasis, code, links and pictures. Raises TooLong.

    One from elsewhere (`is_foreign`) came with the signs in its formulas escaped: they are looked for in its words.
    """
    return _rendered(parser.short, markdown, HEADING, people, shapes, is_foreign)


def _rendered(
    make: Callable[..., MarkdownIt],
    markdown: str,
    first_heading: int,
    people: People | None,
    shapes: Shapes | None,
    is_foreign: bool = False,
) -> Rendered:
    if len(markdown) > MAX_CHARACTERS:
        raise TooLong(f"{len(markdown)} characters; {MAX_CHARACTERS} is the most.")
    has_formulas = not is_foreign and formulas.wanted(markdown)
    html = make(linkify=markdown.count("://") <= MOST_ADDRESSES, formulas=has_formulas).render(markdown)
    return finish(html, first_heading=first_heading, people=people, shapes=shapes, found_in_words=is_foreign)
