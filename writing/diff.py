"""What changed between two versions, word by word, as safe HTML."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from html import escape

from django.utils.safestring import SafeString, mark_safe

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this many words a changed passage is shown whole, old and new: matching costs their product.
PASSAGE = 1_500


def diff(before: str, after: str) -> SafeString:
    """Both texts merged: `<del>` for what went, `<ins>` for what came. Show it with `white-space: pre-wrap`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    html = ""
    # Of lines that repeat all over a long text the matcher takes no notice (autojunk), or it would take minutes.
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        html += escape(gone) if kind == "equal" else _passage(gone, came)
    return mark_safe(html)  # noqa: S308  every piece has been escaped


def _passage(before: str, after: str) -> str:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > PASSAGE:
        return _marked(before, after)
    html = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, came = "".join(old[a:b]), "".join(new[c:d])
        html += escape(gone) if kind == "equal" else _marked(gone, came)
    return html


def _marked(gone: str, came: str) -> str:
    return (f"<del>{escape(gone)}</del>" if gone else "") + (f"<ins>{escape(came)}</ins>" if came else "")
