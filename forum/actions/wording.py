"""What the community's words do to what somebody writes: said otherwise, held, or answered with who helps right now."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forum.models import Post, Row, Wording, post_of
from writing.events import plain, read
from writing.phrases import found_in
from writing.replacing import replaced

Does = Wording.Does


def said_otherwise(text: str, space_id: int) -> str:
    """`text` in the words that this community prefers. One query."""
    rows = Wording.objects.here(space_id).filter(does=Does.REPLACE).order_by("pk")
    return replaced(text, dict(rows.values_list("words", "instead")))


def reasons_to_hold(row: Row) -> list[str]:
    """A sentence for each of the words in it that a person here reads first, whoever wrote it. One query."""
    return [
        _("It has a word in it that a person here reads first: “%(word)s”.") % {"word": words}
        for words in _found(row, Does.HOLD)
    ]


def is_answered_with_help(row: Row) -> bool:
    """Do words stand in it to which whoever wrote it is shown who helps right now? One query."""
    return bool(_found(row, Does.CARD))


def _found(row: Row, does: Wording.Does) -> list[str]:
    chosen = Wording.objects.here(post_of(row).topic.space_id).filter(does=does).order_by("pk")
    words = list(dict.fromkeys(chosen.values_list("words", flat=True)))
    return found_in(_text_of(row), words) if words else []


def _text_of(row: Row) -> str:
    if not isinstance(row, Post):
        return plain(read(row.html))
    return f"{row.topic.title}\n{row.text}" if row.is_opening else row.text
