"""From what somebody typed to what is kept: safe HTML, plain words, titles and tags. Touches no database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.rules import LONGEST_BODY, MOST_TAGS, SHORTEST_TITLE
from members.rules import NotAllowed
from writing import events
from writing.folding import says
from writing.letters import compatible, without_unseen
from writing.pictures import Shapes
from writing.render import RENDERER_VERSION, People, render, render_comment
from writing.typed import lines, without_controls

LONGEST_TITLE = 160  # characters, the column's width
LONGEST_TAG = 40  # characters, the column's width
NO_SENTENCES = frozenset({"table", "pre"})
EXCERPT = 200  # characters of a topic's first words in lists


# Signs that tell two tags apart: C++ is not C, O- is not O, .NET is not net. Of the punctuation only these; of what
# Unicode calls symbols (+, €, °, ♥) all but these.
TELLING = frozenset("#.-&%@*'·§")
NOT_TELLING = frozenset("<>`´^|")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_APOSTROPHES = re.compile("[‘’ʼ′]")
_PARTS = re.compile(r"[\s_/\\|]+")


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag as somebody typed it: `slug` is what makes two spellings one tag."""

    slug: str
    name: str


def tags(typed: list[str]) -> list[Tagged]:
    """Up to four tags: "  Bank  Fees", "#bank fees" and "bank-fees" are one. Raises NotAllowed for what is none."""
    found: dict[str, Tagged] = {}
    for name in typed:
        if tagged := _tagged(name):
            found.setdefault(tagged.slug, tagged)
    if len(found) > MOST_TAGS:
        raise NotAllowed(_("Four tags are enough. Which of them say the most?"))
    return list(found.values())


def _tagged(typed: str) -> Tagged | None:
    """None where nothing was typed."""
    name, slug = tag_name(typed), tag_slug(typed)
    if max(len(name), len(slug)) > LONGEST_TAG:
        words = ngettext("A tag can have %(most)d character.", "A tag can have %(most)d characters.", LONGEST_TAG)
        raise NotAllowed(words % {"most": LONGEST_TAG})
    if not slug and typed.strip():
        raise NotAllowed(_("“%(tag)s” cannot be a tag: it needs a letter or a number.") % {"tag": typed.strip()})
    return Tagged(slug=slug, name=name) if slug else None


def tag_name(typed: str) -> str:
    """The tag as it will be shown."""
    plain = unicodedata.normalize("NFC", without_unseen(without_controls(typed)))
    return " ".join(plain.split()).lstrip("# ")


def tag_slug(typed: str) -> str:
    """What makes two spellings one tag, and its address; "" where there is neither a letter nor a number nor a symbol.

    Folded are case, width, dashes and what stands between words. Signs, accents and vowel signs tell tags apart.
    """
    text = compatible(without_unseen(without_controls(typed))).lower()
    text = _APOSTROPHES.sub("'", _DASHES.sub("-", text)).replace("♯", "#").replace("i\u0307", "i")
    parts = (_part(part) for part in _PARTS.split(text))
    slug = "-".join(part for part in parts if part.strip("-"))
    return slug if any(unicodedata.category(sign)[0] in "LNS" for sign in slug.replace("+", "")) else ""


def _part(text: str) -> str:
    kept = "".join(sign for sign in text if _tells(sign)).lstrip("#").rstrip(".")
    return re.sub(r"(?<=[^-])-+(?=[^-])", "-", kept)


def _tells(sign: str) -> bool:
    return sign in TELLING or (unicodedata.category(sign)[0] in "LNMS" and sign not in NOT_TELLING)


def title(typed: str) -> str:
    """One line of words. Raises NotAllowed where it says too little or too much."""
    line = " ".join(without_controls(typed).split())
    if says(line) < SHORTEST_TITLE:
        raise NotAllowed(_("A few more words in the line at the top, please: it is what people see first."))
    if len(line) > LONGEST_TITLE:
        words = ngettext(
            "The line at the top can have %(most)d character.",
            "The line at the top can have %(most)d characters.",
            LONGEST_TITLE,
        )
        raise NotAllowed(words % {"most": LONGEST_TITLE})
    return line


def body(typed: str, *, most: int = LONGEST_BODY) -> str:
    """The Markdown that was typed. Raises NotAllowed where there is none or too much."""
    text = lines(typed)
    if not text:
        raise NotAllowed(_("There are no words in it yet."))
    if len(text) > most:
        words = ngettext(
            "That is longer than a post can be: %(most)d character.",
            "That is longer than a post can be: %(most)d characters.",
            most,
        )
        raise NotAllowed(words % {"most": most})
    return text


def rendered(text: str, people: People, shapes: Shapes | None = None) -> dict[str, Any]:
    """The fields of a post that follow from its Markdown: `html`, `text`, `renderer`. `people` resolves mentions,
    `shapes` are the pictures that may stand in it.
    """
    made = render(text, people=people, shapes=shapes)
    return {"html": made.html, "text": made.text, "renderer": RENDERER_VERSION}


def rendered_short(text: str, people: People, shapes: Shapes | None = None) -> dict[str, Any]:
    """The same of a comment, which has no `text`."""
    return {"html": render_comment(text, people=people, shapes=shapes).html, "renderer": RENDERER_VERSION}


def slug(title: str) -> str:
    return slugify(title)[:80].strip("-")


def excerpt(html: str, *, most: int = EXCERPT) -> str:
    """The first words of a post, for lists: sentences, unless tables and code are all there is."""
    written = events.without(events.read(html), events.FOLDED)
    text = events.plain(events.without(written, NO_SENTENCES)) or events.plain(written)
    return Truncator(" ".join(text.split())).chars(most)
