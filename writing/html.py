"""HTML that came from elsewhere, kept faithfully and made safe."""

from __future__ import annotations

import re
from collections import Counter

from writing.finish import HEADING, Rendered, finish
from writing.render import TooLong

LONGEST_HTML = 200_000  # characters; six times what a post may have in Markdown
DEEPEST = 200  # elements within each other

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
# Without an end, or with one that may be left out: many after each other are not within each other. In the last five
# nothing is a tag.
_FLAT = frozenset(
    "br hr img wbr p li dt dd tr td th thead tbody tfoot colgroup col input option script style title iframe textarea".split()
)


def clean_html(html: str, *, first_heading: int = HEADING) -> Rendered:
    """Lists, quotes, code, tables, links and emphasis stay; an image of a stranger becomes a link. Raises TooLong.

    What lies deeper than `DEEPEST` is laid flat, its words stay: at each element the parser looks through all that stand
    open, so that a text of nothing but beginnings would take it many seconds.
    """
    if len(html) > LONGEST_HTML:
        raise TooLong(f"{len(html)} characters; {LONGEST_HTML} is the most.")
    return finish(_shallow(html), first_heading=first_heading, found_in_words=True)


def _shallow(html: str) -> str:
    """Not safe yet, and not looked at closely: this bounds the work of whoever makes it safe. The end of what never began
    ends nothing, as for the parser.
    """
    depth = 0
    is_open, dropped = Counter[str](), Counter[str]()

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag[2].lower()
        if name in _FLAT:
            return tag[0]
        if not tag[1] and depth == DEEPEST:
            dropped[name] += 1
            return ""
        if tag[1] and dropped[name]:
            dropped[name] -= 1
            return ""
        if not tag[1] or is_open[name]:
            by = -1 if tag[1] else 1
            is_open[name] += by
            depth += by
        return tag[0]

    return _TAG.sub(kept, html)
