"""Numbers in sentences."""

from __future__ import annotations

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.translation import get_language

# Languages in which a number from two on is one word, whatever is counted; "два" and "дві" are two.
ONE_WORD = ("en", "de", "fr", "es")


def in_words(number: int) -> str:
    """One to nine as words, more in figures, and figures where the word would depend on what is counted."""
    language = get_language()
    depends = language not in ONE_WORD or (number == 1 and language != ONE_WORD[0])
    return str(number) if depends else str(apnumber(number))
