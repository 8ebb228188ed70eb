"""What somebody types into the search box, read: words, “phrases”, -without, one or other, and in:, tag:, by:, is:,
before: and after:. Touches no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from writing.folding import plain_signs
from writing.search_text import Token, beginning, in_a_row, joined, one_of, quoted, runs, tokens

LONGEST_QUERY = 200  # characters
MOST_WORDS = 16
OPERATORS = {"in": "spaces", "tag": "tags", "by": "people", "author": "people", "is": "states"}
DATES = ("before", "after")
STATES: dict[str, str | Promise] = {
    "answered": _lazy("answered"),
    "unanswered": _lazy("not answered yet"),
    "helped": _lazy("with an answer that helped"),
    "question": _lazy("a question"),
    "discussion": _lazy("a discussion"),
    "story": _lazy("a story"),
}

_CHUNK = re.compile(
    r"""
    (?P<without>-(?=[^\s-]))?
    (?: (?P<operator>[a-z]+):(?P<value>"[^"]*"|[^\s"]+) | "(?P<phrase>[^"]*)" | (?P<plain>\S+) )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DASH = re.compile(r"(?<!\S)[‐‑‒–](?=\S)")  # begins a clause; nobody types it to leave a word out
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Word:
    """One thing that must stand in a topic, as a tsquery; `wide` finds as well what it may be the beginning of, and
    itself joined with its neighbours.
    """

    exact: str
    wide: str


Named = list[tuple[str, bool]]  # what an operator names, and whether it is wanted or left out


@dataclass
class Said:
    """Each of `words` must be found, anywhere in a topic; nothing of `without` may."""

    plain: str = ""  # the words as they were typed, without operators
    words: list[Word] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    together: str = ""  # the words in their order: fits better than words apart
    sought: list[Token] = field(default_factory=list)
    beginning: str = ""  # of the word that may still be being typed
    is_empty_talk: bool = False  # only words that stand everywhere
    spaces: Named = field(default_factory=list)
    tags: Named = field(default_factory=list)
    people: Named = field(default_factory=list)
    states: Named = field(default_factory=list)
    before: datetime | None = None
    after: datetime | None = None
    troubles: list[str] = field(default_factory=list)  # sentences

    @property
    def is_narrowed(self) -> bool:
        return bool(self.spaces or self.tags or self.people or self.states or self.before or self.after)


def read(typed: str) -> Said:
    typed = " ".join(typed.replace("\x00", " ")[:LONGEST_QUERY].split())
    said = Said()
    groups: list[_Group] = []
    plain: list[str] = []
    is_alternative = False
    for chunk in _CHUNK.finditer(plain_signs(_DASH.sub(" ", typed))):
        if _operator(said, chunk):
            continue
        plain.append(typed[chunk.start() : chunk.end()])
        if chunk[0].lower() in ("or", "|"):
            is_alternative = True
            continue
        groups += _groups(chunk, is_alternative=is_alternative)
        is_alternative = False
    said.plain = " ".join(plain)
    _words(said, groups[:MOST_WORDS])
    return said


# --- operators -------------------------------------------------------------------------------------------------------


def _operator(said: Said, chunk: re.Match[str]) -> bool:
    """Takes `tag:rent`. An operator that is not known is two words, as in a sentence with a colon."""
    name, value = (chunk["operator"] or "").lower(), (chunk["value"] or "").strip('"').strip()
    if not value:
        return False
    if name == "is" and value.lower() not in STATES:
        said.troubles.append(
            _("“is:%(value)s” says nothing here, so it was left out. These do: %(known)s.")
            % {"value": value, "known": ", ".join(f"is:{state}" for state in STATES)}
        )
        return True
    if name in DATES:
        _date(said, name, value)
        return True
    if name in OPERATORS:
        getattr(said, OPERATORS[name]).append((value.removeprefix("@"), not chunk["without"]))
        return True
    return False


def _date(said: Said, name: str, value: str) -> None:
    """`after:2026-03` is from the first of March on, `before:2026-03` until then."""
    found = _DATE.fullmatch(value)
    day = _day(*(int(part or 1) for part in found.groups())) if found else _named(value)
    if day is None:
        said.troubles.append(
            _("“%(value)s” is no date, so it was left out. A date is written like this: %(name)s:2026-03-31.")
            % {"value": value, "name": name}
        )
        return
    setattr(said, name, timezone.make_aware(datetime(day.year, day.month, day.day)))  # noqa: DTZ001  (made aware)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year < 3000 else None
    except ValueError:
        return None


def _named(value: str) -> date | None:
    days = {"today": 0, "yesterday": 1}
    name = value.lower()
    return timezone.localdate() - timedelta(days=days[name]) if name in days else None


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Group:
    """Words that follow each other; mostly one."""

    tokens: list[Token]
    is_left_out: bool = False
    is_alternative: bool = False  # to the group before it
    is_typed: bool = False  # without quotes


def _groups(chunk: re.Match[str], *, is_alternative: bool) -> Iterator[_Group]:
    left_out = chunk["without"] is not None
    if chunk["phrase"] is not None:
        yield _Group(list(tokens(chunk["phrase"])), left_out, is_alternative)
        return
    for group in runs(tokens(chunk["plain"] or f"{chunk['operator']}:{chunk['value']}")):
        yield _Group(group, left_out, is_alternative, is_typed=True)
        is_alternative = False


def _words(said: Said, groups: list[_Group]) -> None:
    for place, group in enumerate(groups):
        exact = in_a_row(group.tokens)
        if not exact:
            continue
        if group.is_left_out:
            said.without.append(exact)
        else:
            _add(said, group, Word(exact, one_of([exact, *_joined(groups, place), *_begun(said, groups, place)])))
    said.is_empty_talk = bool(groups) and not (said.words or said.without)
    said.together = in_a_row([token for group in groups if not group.is_left_out for token in group.tokens])


def _add(said: Said, group: _Group, word: Word) -> None:
    said.sought += group.tokens
    if group.is_alternative and said.words:
        before = said.words.pop()
        word = Word(one_of([before.exact, word.exact]), one_of([before.wide, word.wide]))
    said.words.append(word)


def _begun(said: Said, groups: list[_Group], place: int) -> Iterator[str]:
    """The last word may still be being typed."""
    group = groups[place]
    if place == len(groups) - 1 and group.is_typed and len(group.tokens) == 1 and (begun := beginning(group.tokens[0])):
        said.beginning = group.tokens[0].whole[0]
        yield begun


def _joined(groups: list[_Group], place: int) -> Iterator[str]:
    """The word together with its neighbours: `pay day` is found where payday stands."""
    for one, other in pairwise(groups[max(place - 1, 0) : place + 2]):
        if one.is_typed and other.is_typed and not (one.is_left_out or other.is_left_out or other.is_alternative):
            yield from map(quoted, joined(one.tokens, other.tokens))
