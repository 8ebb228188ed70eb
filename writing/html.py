"""HTML that came from elsewhere, kept faithfully and made safe."""

from __future__ import annotations

from writing.finish import HEADING, Rendered, finish
from writing.render import TooLong

LONGEST_HTML = 200_000  # characters; six times what a post may have in Markdown


def clean_html(html: str, *, first_heading: int = HEADING) -> Rendered:
    """Lists, quotes, code, tables, links and emphasis stay; an image of a stranger becomes a link. Raises TooLong."""
    if len(html) > LONGEST_HTML:
        raise TooLong(f"{len(html)} characters; {LONGEST_HTML} is the most.")
    return finish(html, first_heading=first_heading, found_in_words=True)
