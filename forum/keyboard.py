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
