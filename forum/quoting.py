"""Somebody's words as the beginning of a reply to them."""

from __future__ import annotations

import re

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from forum.models import Post, Row
from members.queries import languages
from writing.markdown import as_words
from writing.pictures import HOME, NAME

# The most characters that are quoted: the writer cuts it down to what they answer.
IN_A_POST, IN_A_COMMENT = 2000, 400
# Who may see one is said by the post that it stands in, so a quotation says what it shows.
_PICTURE = re.compile(rf"!\[((?:\\.|[^\]\\])*)\]\({HOME}{NAME}\)")


def quotation(row: Row, *, most: int) -> str:
    """As Markdown, with whose words they are. Those of a mask name nobody: the mask may come off, the quotation stays."""
    name = as_words(row.author.shown_name)
    with override(languages.of_community()):  # a reader's own would say who reads so behind a mask
        whose = _("Somebody without a name wrote:") if row.is_masked else _("%(name)s wrote:") % {"name": name}
    said = Truncator(_words(row)).chars(most).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in (whose, "", *said)) + "\n\n"


def after(draft: str, quoted: str) -> str:
    """A quotation below what was written already."""
    return f"{draft.rstrip()}\n\n{quoted}" if draft.strip() else quoted


def _words(row: Row) -> str:
    if isinstance(row, Post) and row.is_html:  # it came from elsewhere, without Markdown
        return row.text.strip()
    return _PICTURE.sub(
        lambda found: _("(a picture: %(words)s)") % {"words": found[1] or _("decoration")}, row.body
    ).strip()
