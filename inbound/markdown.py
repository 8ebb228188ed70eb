"""The words of a mail as they are to be posted."""

from __future__ import annotations

from inbound.mail.quotes import is_blank, is_quoted


def as_markdown(text: str) -> str:
    """An empty line between a quotation and the answer below it: without one Markdown takes both for the quotation."""
    made: list[str] = []
    for line in text.split("\n"):
        if made and is_quoted(made[-1]) != is_quoted(line) and not is_blank(made[-1]) and not is_blank(line):
            made.append("")
        made.append(line)
    return "\n".join(made)
