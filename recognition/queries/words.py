"""The community's words of thanks, from the cache where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from recognition.models import ThanksWord

CACHE_KEY = "recognition.words.1"
CACHE_SECONDS = 300


@dataclass(frozen=True)
class Word:
    slug: str
    label: str
    lead: str  # what stands before it in a sentence: "being", "having" or nothing
    is_open: bool


def all_words() -> dict[str, Word]:
    """Every word by its slug, closed ones too: they stay on old thanks."""
    words = cache.get(CACHE_KEY)
    if words is None:
        words = {row.slug: Word(row.slug, row.label, row.lead, row.is_open) for row in ThanksWord.objects.all()}
        cache.set(CACHE_KEY, words, CACHE_SECONDS)
    return words


def thanks_words() -> list[Word]:
    """The words one may thank with now, in the community's order."""
    return [word for word in all_words().values() if word.is_open]
