"""The community's words of thanks, from the cache where there is one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from recognition.models import ThanksWord

CACHE_KEY = "recognition.words.1"
CACHE_SECONDS = 300


@dataclass(frozen=True)
class Word:
    slug: str
    label: str
    lead: str  # what stands before it in a sentence: "being", "having" or nothing
    is_open: bool


# Those that a community begins with (migrations/0003_default_words.py), by their slugs. As long as nobody has changed
# one, each reads it in their own language, where it says for what somebody is thanked and needs nothing before it.
# Translators: they stand alone on buttons, and in "Thanked by Marit for …": a noun is often best, "clarity".
BUILT_IN: dict[str, tuple[str, str, Promise]] = {
    "clear": ("clear", "being", pgettext_lazy("thanks for", "clear")),
    "gentle": ("gentle", "being", pgettext_lazy("thanks for", "gentle")),
    "practical": ("practical", "being", pgettext_lazy("thanks for", "practical")),
    "honest": ("honest", "being", pgettext_lazy("thanks for", "honest")),
    "been-there": ("been there", "having", pgettext_lazy("thanks for", "been there")),
    "company": ("company", "", pgettext_lazy("thanks for", "company")),
}


def all_words() -> dict[str, Word]:
    """Every word by its slug as its reader says it, closed ones too: they stay on old thanks."""
    return {slug: _in_my_language(word) for slug, word in _kept().items()}


def _in_my_language(word: Word) -> Word:
    label, lead, translated = BUILT_IN.get(word.slug, ("", "", ""))
    said = str(translated)
    if (word.label, word.lead) != (label, lead) or said == label:
        return word
    return replace(word, label=said, lead="")


def _kept() -> dict[str, Word]:
    words = cache.get(CACHE_KEY)
    if words is None:
        words = {row.slug: Word(row.slug, row.label, row.lead, row.is_open) for row in ThanksWord.objects.all()}
        cache.set(CACHE_KEY, words, CACHE_SECONDS)
    return words


def thanks_words() -> list[Word]:
    """The words one may thank with now, in the community's order."""
    return [word for word in all_words().values() if word.is_open]
