"""Which of the asker's own words stand in an article. Touches no database."""

from __future__ import annotations

import re
import unicodedata

# Eight words in a row are somebody's sentence; fewer are how everybody speaks.
QUOTED_WORDS = 8

WORD = re.compile(r"\w+(?:[’'`]\w+)*")


def quoted(text: str, source: str) -> list[str]:
    """The passages of `source` that stand in `text` word by word, each at least QUOTED_WORDS long, in its order.

    Case, punctuation and line breaks do not matter.
    """
    spans = [(match.start(), match.end()) for match in WORD.finditer(source)]
    words = [_folded(source[start:end]) for start, end in spans]
    there = _runs([_folded(match[0]) for match in WORD.finditer(text)])
    found, index = [], 0
    while index + QUOTED_WORDS <= len(words):
        if tuple(words[index : index + QUOTED_WORDS]) not in there:
            index += 1
            continue
        end = index + QUOTED_WORDS
        while end < len(words) and tuple(words[end - QUOTED_WORDS + 1 : end + 1]) in there:
            end += 1
        found.append(" ".join(source[spans[index][0] : spans[end - 1][1]].split()))
        index = end
    return found


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + QUOTED_WORDS]) for at in range(len(words) - QUOTED_WORDS + 1)}


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'").replace("`", "'")
