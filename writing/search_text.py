"""Where the words of a text begin and end, for finding it again. Pure: the same words on every machine.

PostgreSQL's own parser asks the locale of its cluster what a letter is; nothing here does. What is made of a text is
a `tsvector` with every word spelled out, and of a query a `tsquery`, so the index is the same in each database.

- A word is found by its folded spelling and by its stem: `paying` by `paying` and `pay`.
- A word of several parts is found by each and as a whole: `covid-19` by `covid`, `19` and `covid19`.
- `c++`, `c#`, `.net` and `o-` are words of their own.
- Scripts without blanks between words are cut into overlapping pieces of two or three signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from writing.folding import fold, plain_signs
from writing.stems import stems

LONGEST_TEXT = 60_000  # characters; with pieces of three signs each, a tsvector of 1 MB holds no more
LONGEST_WORD = 60  # characters; what goes on is not a word
MOST_WORDS = 16  # of a title that is compared with others
LONGEST_WHOLE = 30  # characters of a word of several parts
MOST_PARTS = 3  # of a word that is found as a whole; more are a file's name or an address
SHORTEST_BEGINNING = 3  # letters of a word that is still being typed
LAST_PLACE = 16_383  # in a tsvector
MOST_PLACES = 255  # of one word in a tsvector

# English words that stand everywhere and say nothing; the list of PostgreSQL's own dictionary.
STOP_WORDS = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again
    further then once here there when where why how all any both each few more most other some such no nor not only own
    same so than too very s t can will just don should now ll re ve
    """.split()
)

# --- what a word looks like, after `plain_signs` ---------------------------------------------------------------------


def _ranges(codes: Iterable[int]) -> str:
    """The inside of a character class."""
    rows = groupby(enumerate(codes), lambda pair: pair[1] - pair[0])
    return "".join(f"{chr(row[0][1])}-{chr(row[-1][1])}" for row in (list(together) for _start, together in rows))


_UNSEEN = "\u00ad\u061c\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
# `\w` leaves out vowel signs, accents and joiners.
LETTER = rf"[\w{_UNSEEN}{_ranges(code for code in range(0x20000) if unicodedata.category(chr(code))[0] == 'M')}]"
_BETWEEN = r"['._&\-·\u0f0b]"  # signs that hold the parts of a word together

# Possessive throughout: no text makes the search for a word's end slow.
_TOKEN = re.compile(
    rf"""
    (?P<simple> [a-z]++(?!{LETTER}|[-+\#]|{_BETWEEN}\w|[("]\w) )
    | (?P<number> (?<!\w[.,])(?:\d{{1,3}}(?:,\d{{3}})++(?:\.\d++)? | \d++[.,]\d++)(?![.,]?\w) )
    | (?P<signed> [^\W_]++(?:\+\+\d*+|[+\#])(?![\w+\#]) | (?:ab|[^\W\d_])-(?![\w\-]) )
    | (?P<dotted> (?<![\w.])\.[a-z]\w*+(?!{_BETWEEN}\w) )
    | (?P<hebrew> [א-ת]++"[א-ת]++ )
    | (?P<word> {LETTER}++(?:{_BETWEEN}{LETTER}++ | \(\w{{1,2}}\))*+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Scripts without blanks: two signs say something in these, three in those.
_PAIRS = "\u1100-\u11ff\u3005-\u3007\u3041-\u30fa\u30fc-\u318e\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f"
_PAIRS += "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_TRIPLES = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17d7\u17dc"
_TRIPLES += "\u1950-\u19df\u1a20-\u1a7c\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaadf"
RUN = re.compile(rf"([{_PAIRS}][{_PAIRS}{_UNSEEN}]*+)|([{_TRIPLES}][{_TRIPLES}{_UNSEEN}]*+)")
_CHUNK = re.compile(r"\S+")
_BEFORE, _BEHIND = '("', '.,;:!?)"'  # beside a word these say nothing
_PART = re.compile(r"[^-'._&·\u0f0b()]+")
_POSSESSIVE = re.compile(r"'s$", re.IGNORECASE)
_FIGURES = re.compile(r"([^\W\d]+)(\d+)|(\d+)([^\W\d]+)")  # covid19, 401k

Forms = tuple[str, ...]  # spellings by which one word is found; none of a word that says nothing


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a run of signs of a script without blanks, from `start` to `end` of the text.

    `parts` are what stands at each of its places, `whole` what it is as one word. Of a run, `run` is its spelling,
    and `size` how many signs each of its pieces has.
    """

    start: int
    end: int
    parts: tuple[Forms, ...]
    whole: Forms = ()
    run: str = ""
    size: int = 0
    is_plain: bool = False  # letters and digits alone


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in their order."""
    signs = plain_signs(text)
    for start, end, word in chunks(signs):
        if word:
            forms = forms_of(word)
            yield Token(start, end, (forms,), forms, is_plain=True)
        else:
            yield from tokens_in(signs, start, end)


def chunks(signs: str) -> Iterator[tuple[int, int, str]]:
    """What stands between blanks; of a word of English letters its spelling as well, and where it begins and ends.

    Most of what is written here is such words, and to look for the others as closely takes several times as long.
    """
    for found in _CHUNK.finditer(signs):
        start, end = found.span()
        chunk = found[0].lstrip(_BEFORE)
        word = chunk.rstrip(_BEHIND)
        if word.isascii() and word.isalpha():
            start = end - len(chunk)
            yield start, start + len(word), word.lower()[:LONGEST_WORD]
        else:
            yield start, end, ""


def tokens_in(signs: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(signs, start, end):
        yield from _MAKERS[found.lastgroup or "word"](found)


def _number(found: re.Match[str]) -> Iterator[Token]:
    """1,200 is 1200; 1.200 may be 1200 as well; 3,5 is 3.5."""
    figures = fold(found[0])
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", figures):
        figures = figures.replace(",", "")
        forms: Forms = (figures, figures.partition(".")[0])
    else:
        whole, _sign, rest = figures.replace(",", ".").partition(".")
        forms = (f"{whole}.{rest}", *([whole + rest] if len(rest) == 3 else []))
    forms = tuple(dict.fromkeys(forms))
    yield Token(found.start(), found.end(), (forms,), forms)


def _signed(found: re.Match[str]) -> Iterator[Token]:
    """c++17 is c++ as well, and lgbtq+ is lgbtq; but c++ is no c."""
    spelling = fold(found[0])
    word = spelling.rstrip("+#-0123456789" if "++" in spelling else "+#-")
    bare = () if len(word) <= 2 and not word.isdecimal() else forms_of(word)
    forms = (spelling, *([spelling.rstrip("0123456789")] if "++" in spelling else []), *bare)
    forms = tuple(dict.fromkeys(forms))
    yield Token(found.start(), found.end(), (forms,), forms)


def _dotted(found: re.Match[str]) -> Iterator[Token]:
    """.env is env as well; but .net is no net."""
    spelling = fold(found[0])
    forms = (spelling,) if spelling == ".net" else (spelling, *forms_of(spelling[1:]))
    yield Token(found.start(), found.end(), (forms,), forms)


def _hebrew(found: re.Match[str]) -> Iterator[Token]:
    """An abbreviation: its sign parts it from the word of the same letters."""
    forms = (fold(found[0]),)
    yield Token(found.start(), found.end(), (forms,), forms)


def _simple(found: re.Match[str]) -> Iterator[Token]:
    forms = forms_of(found[0].lower()[:LONGEST_WORD])
    yield Token(found.start(), found.end(), (forms,), forms, is_plain=True)


def _word(found: re.Match[str]) -> Iterator[Token]:
    """Cut where a script without blanks begins and ends."""
    text, start, at = found[0], found.start(), 0
    for run in RUN.finditer(text) if not text.isascii() else ():
        yield from _parts(text[at : run.start()], start + at)
        yield _run(run[0], start + run.start(), size=2 if run[1] else 3)
        at = run.end()
    yield from _parts(text[at:], start + at)


def _run(text: str, start: int, *, size: int) -> Token:
    run = fold(text)
    return Token(start, start + len(text), tuple((run[at : at + size],) for at in range(len(run))), run=run, size=size)


def _parts(text: str, start: int) -> Iterator[Token]:
    spellings = [fold(part)[:LONGEST_WORD] for part in _PART.findall(_POSSESSIVE.sub("", text))]
    parts = tuple(map(forms_of, filter(None, spellings)))
    if len(parts) == 1:
        yield Token(start, start + len(text), parts, parts[0], is_plain=True)
    elif parts:
        yield Token(start, start + len(text), parts, _whole(spellings))


def _whole(spellings: list[str]) -> Forms:
    whole = "".join(spellings)
    if len(spellings) > MOST_PARTS or len(whole) > LONGEST_WHOLE or whole.isdecimal():
        return ()
    return (whole, *stems(whole))


_MAKERS = {
    "simple": _simple,
    "number": _number,
    "signed": _signed,
    "dotted": _dotted,
    "hebrew": _hebrew,
    "word": _word,
}


def forms_of(spelling: str) -> Forms:
    """A folded word and its stems; nothing for a word that stands everywhere."""
    return () if spelling in STOP_WORDS else any_forms_of(spelling)


def any_forms_of(spelling: str) -> Forms:
    """A folded word and its stems, also of a word that stands everywhere: for phrases in which it says something."""
    return (spelling, *stems(spelling))


# --- what PostgreSQL is given ------------------------------------------------------------------------------------------


def vector(*said: tuple[str, str]) -> str:
    """A `tsvector` of texts with the weight of each, "A" to "D". No phrase reaches from one to the next."""
    places: dict[str, list[str]] = {}
    place = 1
    for text, weight in said:
        for token in tokens(text[:LONGEST_TEXT]):
            for offset, form in _placed(token):
                places.setdefault(form, []).append(f"{min(place + offset, LAST_PLACE)}{weight}")
            place += len(token.parts)
        place += 2
    return " ".join(f"{quoted(form)}:{','.join(at[:MOST_PLACES])}" for form, at in places.items())


def _placed(token: Token) -> set[tuple[int, str]]:
    parts = ((offset, form) for offset, forms in enumerate(token.parts) for form in forms)
    return {*parts, *((0, form) for form in token.whole)}


def quoted(form: str) -> str:
    """For the text of a tsvector or tsquery. A form holds letters, digits and the signs of a word, no quote of this
    kind and no backslash.
    """
    return f"'{form}'"


def one_of(alternatives: Iterable[str]) -> str:
    """A `tsquery` of tsqueries."""
    several = list(dict.fromkeys(alternatives))
    return several[0] if len(several) == 1 else f"({' | '.join(several)})"


def in_a_row(found: Sequence[Token]) -> str:
    """The `tsquery` of words that follow each other, mostly of one; "" where they say nothing."""
    row, gap = "", 1
    for token in found:
        word = _asked_for(token)
        if not word:
            gap += len(token.parts)
            continue
        row = f"{row} <{gap}> {word}" if row else word
        gap = 1 + _places_after(token)
    return f"({row})" if "<" in row and len(found) > 1 else row


def all_of(text: str) -> str:
    """The `tsquery` of what holds every word of a text, in any order; "" of one that says nothing."""
    return " & ".join(filter(None, map(in_a_row, runs(tokens(text)))))


def any_of(text: str, *, weight: str = "", most: int = MOST_WORDS) -> str:
    """The `tsquery` of what holds a word of a text, where a `weight` is given only in texts of that weight. The last
    word may be half typed.
    """
    words = [_pieces(token) for token in tokens(text)]
    said = list(dict.fromkeys(piece for pieces in words for piece in pieces))[:most]
    if not said:
        return ""
    last = f"*{weight}" if words[-1][-1:] == said[-1:] and len(said[-1]) > SHORTEST_BEGINNING else weight
    marks = [*[weight] * (len(said) - 1), last]
    return one_of(f"{quoted(piece)}:{mark}" if mark else quoted(piece) for piece, mark in zip(said, marks, strict=True))


def _pieces(token: Token) -> list[str]:
    """Each of its words once, by the stem; of a run the whole pieces."""
    pieces = [forms[-1] for forms in token.parts if forms] or list(token.whole[-1:])
    return [piece for piece in pieces if len(piece) == token.size] or pieces


def _asked_for(token: Token) -> str:
    if token.size:
        return _asked_run(token)
    found = [quoted(form) for form in _needed(token.whole)]
    if len(token.parts) > 1 and all(token.parts):
        found.append(f"({' <1> '.join(one_of(map(quoted, _needed(forms))) for forms in token.parts)})")
    if token.is_plain and token.whole:
        found += _apart(token.whole[0])
    return one_of(found) if found else ""


def _needed(forms: Forms) -> Forms:
    """Whatever holds an English word holds its stem. Elsewhere the word may be the stem of another: кредит of кредиты,
    though its own is кред.
    """
    return forms[-1:] if len(forms) == 2 and forms[0].isascii() and forms[0].isalpha() else forms


def _asked_run(token: Token) -> str:
    """Pieces that follow each other; a run shorter than a piece is the beginning of one."""
    if len(token.run) < token.size:
        return f"{quoted(token.run)}:*"
    pieces = [quoted(piece) for (piece,) in token.parts[: len(token.run) - token.size + 1]]
    return pieces[0] if len(pieces) == 1 else f"({' <1> '.join(pieces)})"


def _places_after(token: Token) -> int:
    """How many places of a word lie behind the one that a query of it ends on."""
    if token.size:
        return min(token.size, len(token.run)) - 1
    return 0 if all(token.parts) else len(token.parts) - 1


def _apart(spelling: str) -> list[str]:
    """covid19 is found where covid 19 stands."""
    figures = _FIGURES.fullmatch(spelling)
    return [f"({' <1> '.join(quoted(part) for part in figures.groups() if part)})"] if figures else []


def beginning(token: Token) -> str:
    """The `tsquery` of what begins with a word that is still being typed; "" where that would be nearly anything."""
    spelling = token.whole[0] if token.whole else ""
    if token.size or len(spelling) < SHORTEST_BEGINNING or spelling.isdecimal() or not spelling.isalnum():
        return ""
    return f"{quoted(spelling)}:*"


def joined(one: Sequence[Token], other: Sequence[Token]) -> Forms:
    """Two words as one: `pay day` is found where payday stands."""
    if len(one) != 1 or len(other) != 1 or not (one[0].is_plain and other[0].is_plain):
        return ()
    if not (one[0].whole and other[0].whole):
        return ()
    return _whole([one[0].whole[0], other[0].whole[0]])


def runs(found: Iterable[Token]) -> Iterator[list[Token]]:
    """Words that stand with nothing between them, as `2024年` does, together."""
    together: list[Token] = []
    for token in found:
        if together and token.start != together[-1].end:
            yield together
            together = []
        together.append(token)
    if together:
        yield together
