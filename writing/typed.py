"""What somebody typed, before anything is made of it. Touches no database."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")  # of a line, also as word processors have them
_SPACES = re.compile(r"[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_NOBODYS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def lines(typed: str) -> str:
    """A text without empty lines around it. A first line that is indented is code, and stays so."""
    return re.sub(r"\A\s*\n", "", without_controls(_BREAKS.sub("\n", typed))).rstrip()


def without_controls(typed: str) -> str:
    """Without NUL, which PostgreSQL refuses, and other signs that nobody typed on purpose; what parts words parts them."""
    return _NOBODYS.sub("", _SPACES.sub(" ", typed))
