"""What people are found by: their names as `writing.folding` spells them. Pure, as `writing.search_text`.

Names have no stems, and no word of them says nothing: Will and An are names. Somebody is found by what a word of their
name begins with, and by what stands inside of one (weight D); `O’Brien` by `obrien`, `o brien` and `brien`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from writing.folding import fold
from writing.search_text import one_of, quoted

LONGEST = 60  # characters that are looked for
MOST_WORDS = 8  # that are looked for
INSIDE = "D"
PLACES = {"A": 1, "B": 2, "C": 3, INSIDE: 4}  # in a tsvector, so that a spelling may have several weights


def vector(*said: tuple[str, str]) -> str:
    """A `tsvector` of names, each with the weight of what its words begin with: "A", "B" or "C"."""
    places: dict[str, set[str]] = {}
    for text, weight in said:
        words = _words(fold(text))
        for word in _beginnings(words):
            places.setdefault(word, set()).add(weight)
        for word in map("".join, words):
            for at in range(1, len(word)):
                places.setdefault(word[at:], set()).add(INSIDE)
    return " ".join(f"{quoted(form)}:{_at(weights)}" for form, weights in places.items() if form)


def called(typed: str, *, weights: str = "") -> str:
    """The `tsquery` of who has each of these words, or what they begin with, in a name; "" where nothing is said."""
    words = _words(fold(typed[:LONGEST]))[:MOST_WORDS]
    if not words:
        return ""
    each = " & ".join(_one_word(parts, weights) for parts in words)
    joined = _begins(["".join(map("".join, words))], weights)
    return one_of([f"({each})", joined]) if len(words) > 1 else each


def exactly(typed: str, *, weights: str) -> str:
    """The `tsquery` of who has a name of these letters; "" where it has none."""
    spelling = letters(typed)
    return f"{quoted(spelling)}:{weights}" if spelling else ""


def letters(name: str) -> str:
    """A folded name without its signs and blanks."""
    return "".join(map("".join, _words(fold(name))))


def _one_word(parts: list[str], weights: str) -> str:
    whole = _begins(["".join(parts)], weights)
    return one_of([whole, f"({_begins(parts, weights)})"]) if len(parts) > 1 else whole


def _begins(words: list[str], weights: str) -> str:
    return " & ".join(f"{quoted(word)}:*{weights}" for word in words)


def _beginnings(words: list[list[str]]) -> Iterator[str]:
    """Each word, each of its parts, and all of them as one: who writes Anne Marie is looked for as Annemarie."""
    for parts in words:
        yield "".join(parts)
        yield from parts
    yield "".join(map("".join, words))


def _words(folded: str) -> list[list[str]]:
    """The words between blanks, each as the parts between its other signs."""
    words = ("".join(sign if _is_lettered(sign) else " " for sign in word).split() for word in folded.split())
    return [parts for parts in words if parts]


def _is_lettered(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def _at(weights: set[str]) -> str:
    return ",".join(f"{PLACES[weight]}{weight}" for weight in sorted(weights, key=PLACES.__getitem__))
