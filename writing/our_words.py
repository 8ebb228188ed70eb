"""The few words of ours within what people wrote, said in the language of whoever reads it.

A text is rendered once and kept, so they are kept in it in one language (`LANGUAGE_CODE`). Where the text is shown,
`shown` says them in the reader's. It finds them by the tag in which they stand and by the whole of their wording, and
changes nothing else: a `<` that somebody types is no tag in what is kept. What is put in is escaped, so wherever it
should land it stays words. Somebody who writes just such a heading over what they fold is read in translation as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

SOURCE = "en"
HIDDEN = _("Hidden until you open it")
UNSAID = _("Something that not everybody wants to read")
AHEAD = _("What is ahead: %(words)s")
BACK = _("Back to where it is said")
TABLE, TABLE_OF = _("Table"), _("Table: %(heads)s")
PICTURE, PICTURE_AT = _("picture"), _("picture at %(host)s")

_STRANGER = r'<a href="https?://(?P<is>[^"/?#:]+)[^"]*" rel="[^"]*">'
_REGION = '<div class="table" role="region" aria-label="'
# What stands before it, the sentence, what else stands within it, and what stands after it.
_PLACES: tuple[tuple[str, Promise, dict[str, str], str], ...] = (
    ("<summary>", HIDDEN, {}, "</summary>"),
    ("<summary>", UNSAID, {}, "</summary>"),
    ("<summary>", AHEAD, {"words": "[^<]*"}, "</summary>"),
    ('<a href="#fnref[^"]*" class="back" aria-label="', BACK, {}, '"'),
    (_REGION, TABLE_OF, {"heads": '[^"]*'}, '"'),
    (_REGION, TABLE, {}, r'(?: \(\d+\))?"'),
    (_STRANGER, PICTURE, {}, r" \([^<]{0,60}(?P=is)[^<]{0,20}\)</a>"),  # bounded: the host may stand there often
    (rf"{_STRANGER}[^<]*\(", PICTURE_AT, {"host": "(?P=is)"}, r"\)</a>"),
)
_WHERE = re.compile('<summary>|class="back"|class="table"|<a href="http')

Change = Callable[[str], str]


def shown(html: str) -> SafeString:
    """HTML that `writing.render` or `writing.finish` made, for a page in the language of this moment."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or _WHERE.search(html) is None:
        return mark_safe(html)  # noqa: S308  (made harmless when it was kept)
    for change in _changes(language):
        html = change(html)
    return mark_safe(html)  # noqa: S308  (as above; what is put in is escaped)


@cache
def _changes(language: str) -> list[Change]:
    """What was kept in English before a host chose another `LANGUAGE_CODE` is found as well."""
    kept = [code for code in dict.fromkeys((settings.LANGUAGE_CODE, SOURCE)) if code != language]
    return [_change(language, code, *place) for code in kept for place in _PLACES]


def _change(language: str, kept: str, before: str, sentence: Promise, slots: dict[str, str], after: str) -> Change:
    with override(kept):
        was = re.escape(str(sentence))
    with override(language):
        now = escape(str(sentence))
    for name, inside in slots.items():
        was = was.replace(re.escape(f"%({name})s"), f"(?P<{name}>{inside})")
    pattern = re.compile(f"(?P<before>{before}){was}(?P<after>{after})")

    def put(found: re.Match[str]) -> str:
        said = now % {name: found[name] for name in slots} if slots else now
        return f"{found['before']}{said}{found['after']}"

    return lambda html: pattern.sub(put, html)
