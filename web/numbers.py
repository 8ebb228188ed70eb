"""Numbers in sentences."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import apnumber


def in_words(number: int) -> str:
    """One to nine as words, more in figures: what templates say with `apnumber`."""
    return str(apnumber(number))
