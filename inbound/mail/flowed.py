"""Paragraphs that a mail program broke into lines, put together again (RFC 3676)."""

from __future__ import annotations

import re

SIGNATURE = "-- "


def unflowed(text: str, *, delsp: bool) -> str:
    """A line that ends with a space goes on in the next of the same depth of quotation."""
    made: list[tuple[int, str]] = []
    goes_on = False
    for depth, line in map(_apart, text.split("\n")):
        if goes_on and made and made[-1][0] == depth and line != SIGNATURE:
            made[-1] = depth, made[-1][1] + line
        else:
            made.append((depth, line))
        goes_on = line.endswith(" ") and line != SIGNATURE
        if goes_on and delsp:
            made[-1] = depth, made[-1][1][:-1]
    return "\n".join(_again(depth, line) for depth, line in made)


def _apart(line: str) -> tuple[int, str]:
    marks = re.match(r">*", line)
    depth = len(marks[0]) if marks else 0
    words = line[depth:]
    return depth, words[1:] if words.startswith(" ") else words


def _again(depth: int, line: str) -> str:
    if not depth:
        return line if line == SIGNATURE else line.rstrip()
    return f"{'>' * depth} {line.rstrip()}".rstrip()
