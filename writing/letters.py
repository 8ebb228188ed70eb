"""What Unicode says about single characters, where the standard library is silent. Touches no database."""

from __future__ import annotations

import re
import unicodedata

ZWNJ, ZWJ = "\u200c", "\u200d"  # Persian, Sinhala, Malayalam and others spell with them
JOINERS = ZWNJ + ZWJ

# Default_Ignorable_Code_Point: shown as nothing at all, whatever their category says; without the two joiners.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN_SIGN = re.compile(f"[{_UNSEEN}]")

# Letters of scripts that are written without spaces between words, for a regular expression's brackets. Korean has
# spaces, but its particles follow a word at once.
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\u1b00-\u1b7f"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3031-\u303c\u3041-\ua4cf\ua960-\ua9ff\uaa00-\uaadf\uac00-\ud7ff"
    "\uf900-\ufaff\uff66-\uffdc\U0001aff0-\U0001b2ff\U0001f200-\U0001f2ff\U00020000-\U0003ffff"
)


def is_unseen(sign: str) -> bool:
    """Shown as nothing, and no joiner."""
    return bool(_UNSEEN_SIGN.match(sign))


def without_unseen(text: str) -> str:
    """The text without what nobody sees; the joiners that some languages spell with are left."""
    return _UNSEEN_SIGN.sub("", text)


def is_mark(sign: str) -> bool:
    """An accent, a vowel sign, a tone: it belongs to the letter before it."""
    return unicodedata.category(sign)[0] == "M"


def compatible(text: str) -> str:
    """NFKC, but for the am of Thai and Lao: nobody types it in its two halves."""
    text = unicodedata.normalize("NFKC", text)
    return text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")
