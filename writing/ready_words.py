"""Sentences that come with the product and that somebody chose: whoever reads one reads it in their own language.

They are written down as they were read by whoever chose them, in one language or another. As long as one still stands as
it came, word for word, it is said again in the reader's; what a community made of it stays as it was written. So nothing
needs to be kept beside it, and what was written down long ago is understood as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from gettext import GNUTranslations
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override, to_locale

SLOT = "%(reason)s"  # in a sentence that holds another one
SOURCE = "en"
DEEPEST = 3  # sentences within each other

_ours: list[Promise] = []


class Spelling(NamedTuple):
    """A sentence as it stands in one language; `after` only where there is a slot between the two."""

    before: str
    after: str
    has_slot: bool
    sentence: Promise


def come_with_us(sentences: Iterable[Promise]) -> None:
    """Says which sentences these are. At the start (moderation/apps.py)."""
    _ours.extend(sentences)
    _spellings.cache_clear()


def said(words: str, *, depth: int = DEEPEST) -> str:
    """The words, and what of ours they begin with in the language of this moment."""
    for one in _spellings() if depth else ():
        if one.has_slot:
            inside = words.removeprefix(one.before)
            if len(inside) < len(words) and inside.endswith(one.after):
                return str(one.sentence) % {"reason": said(inside.removesuffix(one.after), depth=depth - 1)}
        elif words == one.before or words.startswith(f"{one.before} "):
            return f"{one.sentence}{words[len(one.before) :]}"
    return words


@cache
def _spellings() -> list[Spelling]:
    """In all languages, the longest first: one may begin like another."""
    found: dict[str, Promise] = {}
    with override(SOURCE):
        english = {str(sentence): sentence for sentence in _ours}
    for code, _name in settings.LANGUAGES:
        for words, sentence in _in(code, english):
            found.setdefault(words, sentence)
    spellings = []
    for words, sentence in (english | found).items():
        before, slot, after = words.partition(SLOT)
        if before:
            spellings.append(Spelling(before, after, bool(slot), sentence))
    return sorted(spellings, key=lambda one: len(one.before), reverse=True)


def _in(code: str, english: dict[str, Promise]) -> Iterator[tuple[str, Promise]]:
    """From the catalogues themselves: Django would keep all of each in memory, for a handful of sentences."""
    for folder in settings.LOCALE_PATHS:
        path = Path(folder) / to_locale(code) / "LC_MESSAGES" / "django.mo"
        if path.is_file():
            with path.open("rb") as file:
                catalogue = GNUTranslations(file)
            yield from ((catalogue.gettext(words), sentence) for words, sentence in english.items())
