"""How long nothing was written between two posts, in words, where it is long enough to matter to a reader."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import ngettext

LONG_MONTHS = 2  # shorter silences need no word: the times stand beside the posts
YEAR = 12  # months


def gap_words(earlier: datetime, later: datetime) -> str:
    """ "Two years later", or "" for less than two months."""
    months = (later.year - earlier.year) * YEAR + later.month - earlier.month
    if (later.day, later.time()) < (earlier.day, earlier.time()):
        months -= 1
    if months < LONG_MONTHS:
        return ""
    years = months // YEAR
    if years:
        return ngettext("%(n)d year later", "%(n)d years later", years) % {"n": years}
    return ngettext("%(n)d month later", "%(n)d months later", months) % {"n": months}
