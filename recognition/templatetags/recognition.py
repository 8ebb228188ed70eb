"""The words and lines of thanks in templates."""

from __future__ import annotations

from django import template

from forum.models import Post
from recognition.queries import ThanksLine, thanks_words
from recognition.queries.words import Word

register = template.Library()


@register.simple_tag(name="thanks_words")
def words() -> list[Word]:
    """The words one may thank with now."""
    return thanks_words()


@register.filter
def line_of(lines: dict[int, ThanksLine] | None, post: Post) -> ThanksLine | None:
    """`thanks|line_of:post`: what stands under this post; None where nobody asked for it."""
    return (lines or {}).get(post.pk)
