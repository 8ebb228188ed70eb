"""What a word is without its ending, in the languages that people write here (Snowball): `paying` and `pay`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from time import monotonic

import snowballstemmer

from writing.folding import fold

SHORTEST_STEMMED = 3  # letters
FRESH = 2.0  # seconds

# The first letters of a script, and whose words end as most of it does here. Latin letters have as many languages as the
# community writes in, beside English, in which all was found before: what was made findable then is still found.
_LATIN = ("a", "z")
_LANGUAGES = (
    ("Ͱ", "Ͽ", "greek"),
    ("Ѐ", "ӿ", "russian"),
    ("Ա", "֏", "armenian"),
    ("؀", "ۿ", "arabic"),
    ("ऀ", "ॿ", "hindi"),
    ("஀", "௿", "tamil"),
)
# Snowball's names, for the codes of languages that are written in Latin letters.
SNOWBALL = {
    "ca": "catalan", "da": "danish", "de": "german", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish",
    "fr": "french", "ga": "irish", "hu": "hungarian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "sv": "swedish", "tr": "turkish",
}  # fmt: skip


class _Spoken(threading.local):
    """The languages in which this thread finds words, asked for at most once in `FRESH` seconds."""

    languages: tuple[str, ...] = ("english",)
    until = 0.0


_spoken = _Spoken()
_ask: Callable[[], Iterable[str]] = tuple


def ask_for_languages(ask: Callable[[], Iterable[str]]) -> None:
    """Where to learn the codes of the languages in which people write here (members/apps.py)."""
    global _ask
    _ask = ask


def forget_languages() -> None:
    _spoken.until = 0.0


def languages_now() -> list[str]:
    """Whose endings are known beside the English, asked anew."""
    forget_languages()
    return sorted(_languages()[1:])


def _languages() -> tuple[str, ...]:
    now = monotonic()
    if now > _spoken.until:
        codes = (SNOWBALL.get(code.partition("-")[0], "") for code in _ask())
        _spoken.languages, _spoken.until = tuple(dict.fromkeys(["english", *filter(None, codes)])), now + FRESH
    return _spoken.languages


def stems(spelling: str) -> tuple[str, ...]:
    """Of a folded word, those that differ from it."""
    return _stems_in(spelling, _languages())


@lru_cache(maxsize=20_000)
def _stems_in(spelling: str, latin: tuple[str, ...]) -> tuple[str, ...]:
    if len(spelling) < SHORTEST_STEMMED or not spelling[-1].isalpha():
        return ()
    if _LATIN[0] <= spelling[0] <= _LATIN[1]:
        names = latin
    else:
        names = tuple(name for first, last, name in _LANGUAGES if first <= spelling[0] <= last)[:1]
    stems = (fold(_stemmers.of(name).stemWord(spelling)) for name in names)
    return tuple(dict.fromkeys(stem for stem in stems if stem and stem != spelling))


class _Stemmers(threading.local):
    """One of each language for each thread: a stemmer keeps the word that it works on in itself."""

    def __init__(self) -> None:
        self.of = cache(snowballstemmer.stemmer)


_stemmers = _Stemmers()
