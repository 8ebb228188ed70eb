"""Sentences of the desk with a number of things in them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from web.numbers import in_words


def need_a_person(count: int) -> str:
    """ "Four things need a person"."""
    if not count:
        return _("Nothing needs a person now")
    return ngettext("%(n)s thing needs a person", "%(n)s things need a person", count) % {
        "n": in_words(count).capitalize()
    }
