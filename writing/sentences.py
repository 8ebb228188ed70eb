"""What somebody wrote, within a sentence of ours: kept apart where it runs the other way, and quoted as it is done here."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

# First Strong Isolate and Pop Directional Isolate: as <bdi> does it, and also in a mail, a title and an attribute.
APART, TOGETHER = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RUNS_LEFT = re.compile(f"[{_RIGHT_TO_LEFT}]")
_RUNS_RIGHT = re.compile(rf"(?![{_RIGHT_TO_LEFT}])[^\W\d_]")


def isolated(words: str) -> str:
    """With marks that nobody sees around words of the other direction; without them the signs beside such words, and
    other such words after those, would change their places. Where all of it runs one way, nothing is added.
    """
    other_way = _RUNS_RIGHT if get_language_bidi() else _RUNS_LEFT
    if other_way.search(words) is None:
        return words
    apart = f"{APART}{words}{TOGETHER}"
    return SafeString(apart) if isinstance(words, SafeString) else apart


def quoted(words: str) -> str:
    """“words”, in the marks of the reader's language."""
    # Translators: the quotation marks of your language, as in all other sentences.
    said = _("“%(words)s”") % {"words": words}
    return SafeString(said) if isinstance(words, SafeString) else said
