"""Templates that are drawn once for many rows, with placeholders where the values of each belong.

Rows of one *shape* (a first answer by somebody with a page, changed since, with a licence …) differ in a few values: a
name, a time, the words. The template is drawn once for each shape and cut where the placeholders stand; every row of
the shape is put together from the pieces. The template stays the only home of the markup. It meets stand-ins that hold
nothing but what is foreseen: whatever else it asks them for is an error at once, not an empty place.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.utils.safestring import mark_safe

MOST_SHAPES = 1024  # pieces of as many shapes are kept: some kilobytes each
NONCE = secrets.token_hex(8)  # nobody can write a placeholder into a post
NUMBERS = {name: secrets.randbelow(10**17) + 8 * 10**17 for name in ("pk", "topic")}
NAMES = (
    "token", "name", "handle", "hue", "initials", "asker", "when", "edited", "html", "comments", "what_changed", "slug",
    "facts", "href", "title", "excerpt", "why", "space_href", "space_title", "new_since", "act_href", "act_label",
    "url", "author", "author_url", "licence", "licence_url", "canonical", "opening", "helped", "answers", "tags", "similar",
    "picture", "picture_alt",
)  # fmt: skip
PLACES: dict[str, Any] = {name: mark_safe(f"{NONCE}{name}x") for name in NAMES}  # noqa: S308  (ours)
PLACES |= NUMBERS | {"mask": str(uuid4())}
PLACE = re.compile("(" + "|".join(re.escape(str(place)) for place in PLACES.values()) + ")")
NAME_OF = {str(place): name for name, place in PLACES.items()}


class Unforeseen(Exception):
    """The template asks for something that shapes and values do not hold yet."""


class StandIn(SimpleNamespace):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name == "resolve_expression":
            raise AttributeError(name)
        raise Unforeseen(name)


Pieces = list[str]  # text, and at every second place the name of the value that belongs there


def cut(html: str) -> Pieces:
    pieces = PLACE.split(html)
    pieces[1::2] = [NAME_OF[place] for place in pieces[1::2]]
    return pieces


def fill(pieces: Pieces, values: Mapping[str, str]) -> str:
    parts = list(pieces)
    parts[1::2] = [values[name] for name in pieces[1::2]]
    return "".join(parts)
