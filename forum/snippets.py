"""The words around what was looked for, with START and STOP about each of it. Touches no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from forum.search_language import Said
from writing.folding import alike, plain_signs
from writing.search_text import SHORTEST_BEGINNING, Forms, Token, chunks, forms_of, tokens

# Signs that no text holds. They become <mark> after escaping.
START, STOP = "\x02", "\x03"
LENGTH = 110  # characters of one passage
LEAD = 30  # characters before the first word that was found
NEAR = 15  # characters in which a blank is looked for to cut at
MOST_PLACES = 40  # that are weighed of one text
MOST_LOOKED_AT = 400  # of one word, most of them inside of others
BETWEEN = " … "

Span = tuple[int, int]
Found = tuple[int, int, str]  # with its spelling


@dataclass(frozen=True)
class Sought:
    """What is marked: spellings, runs of signs without blanks, and what the last word begins with."""

    forms: frozenset[str]
    runs: tuple[str, ...]
    beginning: str

    @classmethod
    def of(cls, said: Said) -> Sought:
        words = [token for token in said.sought if not token.size]
        forms = {form for token in words for forms in (token.whole, *token.parts) for form in forms}
        return cls(frozenset(forms), tuple(token.run for token in said.sought if token.size), said.beginning)

    @cached_property
    def starts(self) -> list[str]:
        """A word that is marked begins with one of these; what runs without blanks, they are themselves."""
        starts = {form[: max(len(form) - 1, SHORTEST_BEGINNING)] for form in (*self.forms, self.beginning) if form}
        return [*starts, *self.runs]

    @cached_property
    def known(self) -> dict[str, bool]:
        """Plain words that were asked about: is each marked? A text has few of them, again and again."""
        return {}

    def is_plain_marked(self, word: str) -> bool:
        if word not in self.known:
            self.known[word] = self.is_marked((forms_of(word),))
        return self.known[word]

    def is_marked(self, spellings: Iterable[Forms]) -> bool:
        """Of a word, with all its spellings."""
        forms = [form for forms in spellings for form in forms]
        begins = self.beginning and any(form.startswith(self.beginning) for form in forms)
        return bool(begins) or not self.forms.isdisjoint(forms)


def snippet(text: str, sought: Sought) -> str:
    """The passages that hold most of what was looked for."""
    text = text.replace("\n", " ")
    found = _places(alike(text), sought)
    passages = _passages(text, found) if found else [_passage(text, 0, 2 * LENGTH)]
    return BETWEEN.join(_marked(text[start:end], sought) for start, end in passages)


def _places(text: str, sought: Sought) -> list[Found]:
    """The first places that are worth a closer look: where a word begins as one that is marked does."""
    places = [place for start in sought.starts for place in _each_start(text, start, anywhere=start in sought.runs)]
    found: list[Found] = []
    for place in sorted(places, key=lambda place: (place[0], -place[1])):
        if not found or place[0] >= found[-1][1]:
            found.append(place)
    return found[:MOST_PLACES]


def _each_start(text: str, start: str, *, anywhere: bool) -> Iterator[Found]:
    """To look for one after the other is quicker than for all of them sign by sign."""
    at = text.find(start)
    for _ in range(MOST_LOOKED_AT):
        if at < 0:
            return
        if anywhere or not text[max(at - 1, 0) : at].isalnum():
            yield at, at + len(start), start
        at = text.find(start, at + 1)


def _marked(text: str, sought: Sought) -> str:
    parts, at = [], 0
    for start, end in _spans(text, sought):
        if start >= at:
            parts += [text[at:start], START, text[start:end], STOP]
            at = end
    return "".join([*parts, text[at:]])


def _spans(text: str, sought: Sought) -> list[Span]:
    spans: list[Span] = []
    signs = plain_signs(text)
    for start, end, word in chunks(signs):
        if not word:
            found = (span for token in _tokens_of(signs[start:end]) for span in _in_token(token, sought))
            spans += [(start + begins, start + ends) for begins, ends in found]
        elif sought.is_plain_marked(word):
            spans.append((start, end))
    return sorted(spans)


@lru_cache(maxsize=4096)
def _tokens_of(chunk: str) -> tuple[Token, ...]:
    return tuple(tokens(chunk))


def _in_token(token: Token, sought: Sought) -> list[Span]:
    return _in_run(token, sought.runs) if token.size else _in_word(token, sought)


def _in_word(token: Token, sought: Sought) -> list[Span]:
    return [(token.start, token.end)] if sought.is_marked((token.whole, *token.parts)) else []


def _in_run(token: Token, runs: Sequence[str]) -> list[Span]:
    """Folding may change how long a run is; then all of it is marked."""
    if len(token.run) != token.end - token.start:
        return [(token.start, token.end)] if any(run in token.run for run in runs) else []
    return [span for run in runs for span in _each(token, run)]


def _each(token: Token, run: str) -> list[Span]:
    spans, at = [], token.run.find(run)
    while at >= 0:
        spans.append((token.start + at, token.start + at + len(run)))
        at = token.run.find(run, at + len(run))
    return spans


def _passages(text: str, found: list[Found]) -> list[Span]:
    """At most two, the second for words that the first does not hold; one alone is as long as both."""
    first, words = _fullest(text, found, frozenset())
    second, more = _fullest(text, [one for one in found if one[0] >= first[1] or one[1] <= first[0]], words)
    if more and (second[0] >= first[1] or second[1] <= first[0]):
        return sorted([first, second])
    return [_passage(text, first[0], 2 * LENGTH)]


def _fullest(text: str, found: list[Found], known: frozenset[str]) -> tuple[Span, frozenset[str]]:
    """The passage with most words that are not known yet, and these words."""
    best: tuple[Span, frozenset[str]] = ((0, 0), frozenset())
    for place, (begin, _end, _word) in enumerate(found):
        passage = _passage(text, begin - LEAD, LENGTH)
        words = frozenset(word for _start, end, word in found[place:] if end <= passage[1]) - known
        if len(words) > len(best[1]):
            best = passage, words
    return best


def _passage(text: str, start: int, length: int) -> Span:
    """Between blanks where there are any near."""
    start = max(start, 0)
    end = min(start + length, len(text))
    if start and text[start - 1] != " ":
        start = text.find(" ", start, start + NEAR) + 1 or start
    if end < len(text):
        blank = text.rfind(" ", end - NEAR, end)
        end = blank if blank > 0 else end
    return start, end
