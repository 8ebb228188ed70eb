"""One spelling for all ways of typing a word: for finding, never for showing. Touches no database.

Width, case, accents, curly signs and vowel points fall away where a reader would not miss them: `café` is `cafe`,
`Straße` is `strasse`, `ещё` is `еще`, `الدَّين` is `الدين`. Signs that make another letter stay: `й`, `が`, the vowel
signs of India and of South East Asia.
"""

from __future__ import annotations

import unicodedata

# One sign for each kind of quote, dash and blank.
_SAME = {
    "'": "‘’‚‛ʼʻʹ′`´׳",
    '"': "“”„‟«»‹›″״「」『』〝〞〟",
    "-": "‐‑‒–−⁃﹣",
    " ": "—―⸺⸻…‥\u00a0\u2007\u202f\u3000",
    "#": "♯",
}
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # ！ to ～
_SIGNS = _WIDE | {ord(sign): plain for plain, signs in _SAME.items() for sign in signs}

_KEPT = frozenset("йїўѓќ")  # letters of their own, though Unicode takes them apart into another and a mark
_LETTERS = {
    **dict(zip("ıłøđħŧŋɨʉ", "ilodhtniu", strict=True)),
    **{"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ĳ": "ij"},
    # Arabic as Egypt, Iran and Pakistan type it; what stands for alef, yeh and heh
    **dict(zip("ٱىیکةەھہ", "اييكهههه", strict=True)),
    "ँ": "ं",
}
_LEFT_OUT = frozenset(
    map(
        chr,
        (
            *range(0x300, 0x370),  # accents
            *range(0x591, 0x5C8),  # points of Hebrew
            *range(0x610, 0x61B),  # signs of Arabic, and the stroke that only stretches a word
            *range(0x64B, 0x660),
            *range(0x6D6, 0x6EE),
            0x640,
            0x670,
            0x93C,  # the dot under Indian letters in words from Persian
            *range(0x200B, 0x2010),  # what nobody sees
            *(0xAD, 0x61C, 0x2060, 0xFEFF),
            *range(0xFE00, 0xFE10),
        ),
    )
)


def plain_signs(text: str) -> str:
    """With one sign for each kind of quote, dash and blank. It stays as long as it was, so places stay true."""
    return text.translate(_SIGNS)


def fold(text: str) -> str:
    """The spelling by which a word or a line is found."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain_signs(text)).casefold())
    return unicodedata.normalize("NFC", text.translate(_FOLDED))


def alike(text: str) -> str:
    """Folded sign by sign, as long as it was: where in a text something may stand."""
    return text.lower() if text.isascii() else text.translate(_ALIKE)


def spelled(text: str) -> str:
    """The folded line in letters of ASCII alone, one for one: so that PostgreSQL compares spellings alike whatever
    it holds for a letter (`pg_trgm` asks the locale of the cluster). Nobody reads it.
    """
    return "".join(sign if sign.isascii() else _ALPHABET[ord(sign) % len(_ALPHABET)] for sign in fold(text))


_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


def says(text: str) -> int:
    """How much a line says, in letters: a sign of Chinese, Japanese or Korean says as much as two."""
    return len(text) + sum(unicodedata.east_asian_width(sign) in "WF" and sign.isalpha() for sign in text)


class _Folded(dict[int, str]):
    """Letter → what it is found as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _folded(chr(code))
        return found


class _Alike(dict[int, str]):
    """Letter → one letter that it is found as."""

    def __missing__(self, code: int) -> str:
        found = fold(chr(code))
        self[code] = found = found if len(found) == 1 else chr(code)
        return found


_FOLDED = _Folded()
_ALIKE = _Alike()


def _folded(sign: str) -> str:
    if sign in _KEPT:
        return sign
    if sign in _LEFT_OUT:
        return ""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    apart = unicodedata.normalize("NFD", sign)
    if len(apart) > 1 and not _LEFT_OUT.isdisjoint(apart):
        return "".join(map(_folded, apart))
    return _LETTERS.get(sign, sign)
