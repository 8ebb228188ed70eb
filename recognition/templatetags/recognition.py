"""The words of thanks in templates."""

from __future__ import annotations

from django import template

from recognition.queries import thanks_words
from recognition.queries.words import Word

register = template.Library()


@register.simple_tag(name="thanks_words")
def words() -> list[Word]:
    """The words one may thank with now."""
    return thanks_words()
