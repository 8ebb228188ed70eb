"""The keys that lead through the pages (static/js/keys.js does what they say)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEYS: tuple[tuple[tuple[str, ...], str | Promise], ...] = (
    (("j",), _("the next post, or the next row of a list")),
    (("k",), _("the one before")),
    (("u",), _("what is new in a topic since you were there")),
    (("r",), _("write an answer")),
    (("a",), _("ask something")),
    (("/",), _("search")),
    (("g", "h"), _("home")),
    (("g", "l"), _("the latest topics")),
    (("g", "q"), _("questions without an answer")),
    (("g", "f"), _("what you follow")),
    (("g", "s"), _("what you saved")),
    (("g", "n"), _("notices")),
    (("?",), _("this list")),
)

# While somebody writes (static/js/formatting.js); ⌘ is Ctrl where keyboards have it.
_CTRL, _SHIFT = _("Ctrl"), _("Shift")
WRITING: tuple[tuple[tuple[str | Promise, ...], str | Promise], ...] = (
    ((_CTRL, "B"), _("important words")),
    ((_CTRL, "I"), _("softly")),
    ((_CTRL, "K"), _("a link; an address pasted onto chosen words is one too")),
    ((_CTRL, "E"), _("code")),
    ((_CTRL, _SHIFT, "."), _("a quote")),
    ((_CTRL, _SHIFT, "8"), _("a list")),
    ((_CTRL, _SHIFT, "7"), _("a numbered list")),
    ((_CTRL, _SHIFT, "V"), _("paste the words alone, without how they looked")),
    (("Enter",), _("goes on with a list or a quote; on an empty line of it, ends it")),
)
