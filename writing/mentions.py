"""@somebody in a text: where it may stand, and where it ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from writing.events import Start, read, without
from writing.letters import JOINERS, UNSPACED, is_mark

MOST = 10  # in one text; more stay plain words, so that nobody calls a crowd
LONGEST = 40  # characters after the @
QUOTED = frozenset({"blockquote"})

# {"marit": "/@marit/"} for those of these handles, in lower case, that somebody carries.
People = Callable[[frozenset[str]], Mapping[str, str]]

# Signs inside a name, between two letters: O’Brien, gal·la, ジョン・スミス, בן־גוריון, བཀྲ་ཤིས.
INSIDE = frozenset("-._'’‘ʻ‐‑·・゠־׳״॰་༌፡")
_AT = re.compile(rf"(?:(?<=[{UNSPACED}])|(?<![\w@/.\-]))@")
_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Call:
    """An @ and what could be meant by it, the longest first: "@wilf.Thanks" may be wilf.thanks or wilf."""

    start: int
    typed: tuple[str, ...]

    @property
    def handles(self) -> tuple[str, ...]:
        return tuple(typed.lower() for typed in self.typed)

    def meant(self, known: Mapping[str, str]) -> str:
        """The part of it that is somebody's handle, as it was typed; "" where none is."""
        return next((typed for typed in self.typed if typed.lower() in known), "")


def calls(words: str) -> Iterator[Call]:
    for match in _AT.finditer(words):
        if run := _run(words, match.end()):
            yield Call(match.start(), tuple(run[:end] for end in _ends(run)))


def addresses_in(html: str) -> list[str]:
    """Whom rendered HTML calls, by their addresses: nothing that somebody types makes such a link. Nobody is called by
    being quoted.
    """
    if 'class="mention"' not in html:
        return []
    own_words = without(read(html), QUOTED)
    links = (event.attrs for event in own_words if isinstance(event, Start) and event.name == "a")
    return list(dict.fromkeys(attrs["href"] for attrs in links if attrs.get("class") == "mention" and "href" in attrs))


def whom(texts: Iterable[str], people: People) -> dict[str, str]:
    """The addresses of whom the texts call, by handle, in the order of the texts. `people` is asked once."""
    once: dict[str, Call] = {}
    for call in (call for words in texts for call in calls(words)):
        once.setdefault(call.typed[0].lower(), call)
    wanted = list(once.values())[:MOST]
    known = people(frozenset(handle for call in wanted for handle in call.handles)) if wanted else {}
    meant = (call.meant(known).lower() for call in wanted)
    return {handle: known[handle] for handle in meant if handle}


def linked(words: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The words piece by piece, each with the address that it leads to, or ""."""
    end = 0
    for call in calls(words) if known else ():
        if typed := call.meant(known):
            stop = call.start + 1 + len(typed)
            yield from ((words[end : call.start], ""), (words[call.start : stop], known[typed.lower()]))
            end = stop
    yield words[end:], ""


def _run(words: str, start: int) -> str:
    """Letters, marks and digits from `start` on, and one or two signs between them."""
    end = start
    for place in range(start, min(start + LONGEST, len(words))):
        if _is_letter(words[place]):
            end = place + 1
        elif words[place] not in INSIDE or place - end > 1:
            break
    return words[start:end]


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or is_mark(sign) or sign in JOINERS or sign == "_"


def _ends(run: str) -> Iterator[int]:
    """Where a handle could end: before a sign, and between any two letters where words have no spaces between them."""
    yield len(run)
    for place in range(len(run) - 1, 0, -1):
        if run[place] in INSIDE or (_is_open(run[place - 1 : place + 1]) and not _belongs(run[place])):
            yield place


def _is_open(two: str) -> bool:
    return bool(_UNSPACED.search(two))


def _belongs(sign: str) -> bool:
    """To the letter before it."""
    return is_mark(sign) or unicodedata.category(sign) == "Cf"
