"""Which of some phrases stand in a text, in whatever way they are written there. Pure: touches no database.

- A word is met by its folded spelling and by its stem, also where it says nothing alone: `want to die` meets `Wanted to
  die`.
- `self-harm` meets `self harm` and `selfharm`, `can’t` meets `cant`; what stands between words counts for nothing.
- `suicid*` meets every word that begins so: for languages that put words together.
- Scripts without blanks between words are looked for sign by sign.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from writing.folding import fold, plain_signs, says
from writing.search_text import LETTER, LONGEST_TEXT, RUN, any_forms_of

LEAST_SAID = 3  # letters of a phrase: less stands nearly everywhere
SHORTEST_BEGINNING = 4  # letters before a star

_WORD = re.compile(rf"{LETTER}++(?:['\-]{LETTER}++)*+\*?")
_JOINT = re.compile(r"['\-]")
_BETWEEN = re.compile(rf"(?:(?!{LETTER}).)+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrase:
    """`readings`: the words in a row, a star behind a beginning, in each way of writing them; or else `signs`."""

    readings: frozenset[tuple[str, ...]] = frozenset()
    signs: str = ""

    @property
    def spelling(self) -> str:
        """The same for phrases that meet the same; "" of one that says nothing."""
        written = sorted(" ".join(words) for words in self.readings)
        return self.signs or max(written, key=lambda words: words.count(" "), default="")


@lru_cache(maxsize=2_000)
def phrase(words: str) -> Phrase:
    folded = fold(plain_signs(words))
    if RUN.search(folded):
        return Phrase(signs=_BETWEEN.sub("", folded))
    apart, together = tuple(_words(folded, joined=False)), tuple(_words(folded, joined=True))
    as_one = ("".join(apart),) if len(apart) == 2 and "*" not in apart[0] else together
    return Phrase(readings=frozenset({apart, together, as_one} - {()}))


def says_enough(words: str) -> bool:
    """Would it not stand nearly everywhere?"""
    spelling = phrase(words).spelling
    stars = [word for word in spelling.split() if word.endswith("*") and len(word) <= SHORTEST_BEGINNING]
    return says(spelling.replace("*", "").replace(" ", "")) >= LEAST_SAID and not stars


def found_in(text: str, phrases: Iterable[str]) -> list[str]:
    """Those that stand in it, in the order in which they are given."""
    wanted = {words: phrase(words) for words in phrases}
    if not wanted:
        return []
    read = _Read(fold(plain_signs(text[:LONGEST_TEXT])))
    return [words for words, one in wanted.items() if read.holds(one)]


def _words(folded: str, *, joined: bool) -> Iterator[str]:
    for found in _WORD.finditer(folded):
        if joined:
            yield _JOINT.sub("", found[0])
        else:
            yield from _JOINT.split(found[0])


class _Read:
    """A folded text, in both ways of reading what a sign holds together."""

    def __init__(self, folded: str) -> None:
        self._rows = [_Row([word.rstrip("*") for word in _words(folded, joined=joined)]) for joined in (False, True)]
        self._signs = _BETWEEN.sub("", folded) if RUN.search(folded) else ""

    def holds(self, one: Phrase) -> bool:
        if one.signs:
            return one.signs in self._signs
        return any(row.holds(words) for row in self._rows for words in one.readings)


@dataclass
class _Row:
    """The words of a text one after the other, and at which places each of their forms stands."""

    words: list[str]
    places: dict[str, list[int]] = field(init=False)
    spellings: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.places = {}
        for place, word in enumerate(self.words):
            for form in any_forms_of(word):
                self.places.setdefault(form, []).append(place)
        self.spellings = sorted(set(self.words))

    def holds(self, words: tuple[str, ...]) -> bool:
        at = self._places_of(words[0])
        for word in words[1:]:
            if not at:
                return False
            at = {place + 1 for place in at} & self._places_of(word)
        return bool(at)

    def _places_of(self, word: str) -> set[int]:
        forms = self._beginning_with(word[:-1]) if word.endswith("*") else any_forms_of(word)
        return {place for form in forms for place in self.places.get(form, ())}

    def _beginning_with(self, beginning: str) -> Iterator[str]:
        for spelling in self.spellings[bisect_left(self.spellings, beginning) :]:
            if not spelling.startswith(beginning):
                return
            yield spelling
