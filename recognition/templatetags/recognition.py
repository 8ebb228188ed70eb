"""The words of thanks in templates."""

from __future__ import annotations

from django import template

from recognition.queries import recent_words, thanks_words
from recognition.queries.public import Quote
from recognition.queries.words import Word

register = template.Library()


@register.simple_tag(name="thanks_words")
def words() -> list[Word]:
    """The words one may thank with now."""
    return thanks_words()


@register.simple_tag
def real_examples(many: int = 3) -> list[Quote]:
    """Words of thanks that members chose to show, for whoever thinks of joining: real ones, or none."""
    return recent_words(many)
