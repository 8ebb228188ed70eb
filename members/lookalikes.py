"""When an eye could take one name for another. Touches no database.

Two names are one where they say the same (`fold`) or show the same shapes (`look`). Names that are merely near each
other, Karl and Kari, are two.
"""

from __future__ import annotations

import re
import unicodedata

from writing.letters import JOINERS, compatible, is_mark

KEY_LENGTH = 120  # characters, as the columns

# Letters of another alphabet in the shape of a Latin one. They count where a whole word could be read in Latin; a word
# that mixes alphabets is refused elsewhere. Not a full table of Unicode, but the scripts that names are mixed from.
SMALL = str.maketrans(
    "авьсԁеєғԍһніӏјкмпорԛгѕтуѵԝхαβεηικνορστυχγωοօսցզհ",
    "abbcdeefghhiljkmnopqrstyvwxabenikvopotuxywoougqh",
)
CAPITAL = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
# Latin letters that are another one with a stroke, or in another cut.
CUTS = str.maketrans("ıɩɪɡɑɛøłđħŧʏᴢƒȷ", "iiigaeoldhtyzfj")
ARABIC = str.maketrans("یىکہھ", "ييكهه")  # keyboards of different languages write one letter
# The digits that stand in for letters; 1 is an i to who reads and an l to who looks.
DIGITS_READ = str.maketrans("01", "oi")
DIGITS_SEEN = str.maketrans("01", "ol")
STROKES = str.maketrans("IΙІӀ", "llll")  # a capital i is the stroke that a small l is
BIG_L = "L"  # which no stroke is: it stays big in a look

# Signs that read as one.
PAIRS = (("rn", "m"), ("vv", "w"), ("เเ", "แ"), ("ເເ", "ແ"))
# As Malayalam and Bengali were typed before these letters had a number of their own.
OLD_SPELLINGS = {
    "\u0d23\u0d4d\u200d": "\u0d7a",
    "\u0d28\u0d4d\u200d": "\u0d7b",
    "\u0d30\u0d4d\u200d": "\u0d7c",
    "\u0d32\u0d4d\u200d": "\u0d7d",
    "\u0d33\u0d4d\u200d": "\u0d7e",
    "\u09a4\u09cd\u200d": "\u09ce",
}
# Marks that are an accent or a help for reading, whatever the letter. Vowel signs and tones are not among them.
_ACCENTS = ("COMBINING ", "ARABIC ", "HEBREW ", "SYRIAC ")
_VOICED = "COMBINING KATAKANA-HIRAGANA"


def fold(name: str) -> str:
    """What two names share that say the same; "" where nothing is left to compare."""
    text = unicodedata.normalize("NFKC", _spelt(name).casefold()).casefold()
    return "".join(_latin(word, DIGITS_READ) for word in _words(text))[:KEY_LENGTH]


def look(name: str) -> str:
    """What two names share that show the same shapes, `fold` apart."""
    shapes = (_latin(_shape(word), DIGITS_SEEN) for word in _words(_spelt(name)))
    return "".join(shapes)[:KEY_LENGTH]


def keys(name: str) -> dict[str, str]:
    """The fields of a member that go with a shown name."""
    return {"display_name": name, "name_key": fold(name), "name_look": look(name)}


def without_accents(text: str) -> str:
    """Without the marks that are an accent, or that belong to another script than their letter."""
    kept, script = "", ""
    for sign in unicodedata.normalize("NFD", text):
        name = unicodedata.name(sign, "")
        if not is_mark(sign):
            kept, script = kept + sign, name.partition(" ")[0]
        elif name.startswith(_VOICED) or (name.partition(" ")[0] == script and not name.startswith(_ACCENTS)):
            kept += sign
    return unicodedata.normalize("NFC", kept)


def modern(text: str) -> str:
    """Old spellings as they are written now."""
    for old, new in OLD_SPELLINGS.items():
        text = text.replace(old, new)
    return text


def _spelt(name: str) -> str:
    text = re.sub(f"[{JOINERS}\u0640]", "", compatible(modern(unicodedata.normalize("NFC", name))))
    return without_accents(text)


def _words(text: str) -> list[str]:
    """Letters and digits, word by word; digits in one script."""
    kept = "".join(_digit(sign) if _counts(sign) else "" if _is_apostrophe(sign) else " " for sign in text)
    return kept.translate(ARABIC).split()


def _counts(sign: str) -> bool:
    return (sign.isalnum() or is_mark(sign)) and not _is_apostrophe(sign)


def _is_apostrophe(sign: str) -> bool:
    """A modifier letter: hardly seen beside the letters."""
    return unicodedata.name(sign, "").startswith("MODIFIER LETTER")


def _digit(sign: str) -> str:
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)


def _shape(word: str) -> str:
    """The word in small letters, but for the capitals whose small letter looks otherwise."""
    seen = word.translate(STROKES).translate(CAPITAL)
    return "".join(sign if sign == BIG_L else sign.casefold() for sign in seen)


def _latin(word: str, digits: dict[int, int]) -> str:
    """The word as it can be read in Latin letters, where it can."""
    word = word.translate(CUTS)
    read = word.translate(SMALL)
    if all(sign.isascii() or not sign.isalpha() for sign in read) and any(sign.isalpha() for sign in read):
        word = read.translate(digits)
    for pair, one in PAIRS:
        word = word.replace(pair, one)
    return word
