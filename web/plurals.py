"""Sentences with a number, for scripts: every form that the language has. They choose by Intl.PluralRules."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from babel import Locale
from django.utils.translation import get_language, to_locale

# Among them is a number for every form of every language; one comes first, and the millions have one of their own.
TRIED = (*range(1, 200), 0, 1_000_000)


def forms(words: Callable[[int], str]) -> dict[str, str]:
    """Of a sentence with %n for the number: {"one": "%n new answer", "other": "%n new answers"}."""
    return {name: words(number) for name, number in _named(get_language() or "en")}


@cache
def _named(language: str) -> tuple[tuple[str, int], ...]:
    """The language's forms by the names that the CLDR, and so every browser, gives to them; and a number of each."""
    found: dict[str, int] = {}
    rule = Locale.parse(to_locale(language)).plural_form
    for number in TRIED:
        found.setdefault(rule(number), number)
    return tuple(found.items())
