"""How much of one text stands in another, word by word. Touches no database."""

from __future__ import annotations

import re
import unicodedata

from writing import events

SHINGLE = 3  # words in a row: two people say three the same way now and then, and many of them never
FEWEST_WORDS = 12  # "Call them before the day it is due" is said by more than one person, and is true
SAME = 0.7  # of the shingles: a seller changes a name or a number, and writes another greeting

_WORD = re.compile(r"\w+")
_OTHERS_WORDS = ("blockquote", "code", "pre")


def shingles(html: str) -> frozenset[tuple[str, ...]]:
    """Of what its writer says in it themselves: a quotation is somebody else's, and code is everybody's."""
    words = _WORD.findall(unicodedata.normalize("NFKC", _own_words(html)).casefold())
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))


def _own_words(html: str) -> str:
    depth, said = 0, []
    for event in events.read(html):
        if isinstance(event, events.Text):
            said.append(event.words if depth == 0 else " ")
        elif event.name in _OTHERS_WORDS:
            depth += 1 if isinstance(event, events.Start) else -1
        elif event.name in events.BLOCKS:
            said.append(" ")
    return "".join(said)


def is_nearly(mine: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    """Is nearly all of the shorter one in the other?"""
    shorter = min(len(mine), len(other))
    return shorter > 0 and len(mine & other) >= SAME * shorter
