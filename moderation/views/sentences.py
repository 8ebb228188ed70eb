"""Sentences of the desk with a number of things in them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def need_a_person(count: int) -> str:
    """ "Four things need a person"; numbers up to twelve in words."""
    if not count:
        return _("Nothing needs a person now")
    in_words = (
        _("One"), _("Two"), _("Three"), _("Four"), _("Five"), _("Six"),
        _("Seven"), _("Eight"), _("Nine"), _("Ten"), _("Eleven"), _("Twelve"),
    )  # fmt: skip
    number = in_words[count - 1] if count <= len(in_words) else str(count)
    return ngettext("%(n)s thing needs a person", "%(n)s things need a person", count) % {"n": number}
