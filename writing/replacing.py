"""Saying some words otherwise in what somebody typed. Pure: touches no database.

Whole words, whatever their case, with any blanks between them; a star at the end of a word stands for any ending. What
stands in an address or in code is left as it is: a link would lead elsewhere, and a worked example would be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# An address, code in a line, or a fence of code: kept as it stands.
LEFT_ALONE = (
    r"(?P<kept>\b[a-z][a-z0-9+.-]*://\S+|(?m:^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*\n)*?(?P=fence)[^\n]*$)|`[^`\n]*`)"
)


def replaced(text: str, instead: Mapping[str, str]) -> str:
    """`text` with each of these words said as `instead` has it."""
    if not instead:
        return text
    pattern, by_group = _pattern(tuple(sorted(instead.items(), key=lambda pair: -len(pair[0]))))

    def say(found: re.Match[str]) -> str:
        if found["kept"] is not None:
            return found[0]
        return by_group[found.lastgroup or ""]

    return pattern.sub(say, text)


@lru_cache(maxsize=64)
def _pattern(pairs: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    by_group = {f"w{number}": instead for number, (_words, instead) in enumerate(pairs)}
    words = "|".join(f"(?P<w{number}>{_spelled(words)})" for number, (words, _instead) in enumerate(pairs))
    return re.compile(rf"{LEFT_ALONE}|(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), by_group


def _spelled(words: str) -> str:
    return r"\s+".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words.split())
