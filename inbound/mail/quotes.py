"""Where the words of others begin in a mail, and where they end.

`mail-parser-reply` has the patterns of thirteen languages but believes each of them: it cuts a mail after any line that
begins with "On" and ends with "wrote:". Here a line is only believed with what else a mail program writes: a time and
an address, or a quotation at once below. It is also asked only about short pieces: on long ones its patterns take the
square of the length and more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from mailparser_reply.parser import EmailMessage as LibraryMail

from inbound.mail import tables
from inbound.mail.markup import OTHERS

LONGEST_ATTRIBUTION = 320  # characters
MOST_LINES = 4  # that one attribution is broken into
MOST_ASKED = 200  # pieces of one mail that the library is asked about
MOST_HEAD_LINES = 14

UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
ADDRESS = re.compile(r"[^\s<>()\[\]\"“”]{1,80}@[^\s<>()\[\]\"“”]{1,120}")
TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH時时시]\s?\d{2}(?!\d)|\d{1,2}\s?(?:[ap]\.?m\b|Uhr|h\b)", re.IGNORECASE)
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d{4}年|\d{4}년|(?<!\d)\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}(?!\d)|[٠-٩۰-۹]{4}|25\d{2}"
)
ENDS = re.compile(r"[:：]\**\s*$")
ARTICLES = frozenset(
    "the a an my our your his her their this that these those they we he she it i you who die der das ein eine mein meine sie er es wir ich man "
    "le la les un une mon ma mes il elle on ils el los las mi mis ella ellos o os as um uma meu minha ele ela eles lo gli uno una mio mia lui lei loro "
    "de het een mijn zij hij wij den det en ett min mitt hon han de vi jag on yesterday today later then am gestern heute dann".split()
)


class Sure(IntEnum):
    NAMED = 1  # "Anna Smith wrote:"; only with a quotation below, in a reply
    LIKELY = 2  # with a time and a date, or an address; only with a quotation below
    CERTAIN = 3  # with all that a program writes there; in a reply it needs no quotation


@dataclass(frozen=True, slots=True)
class Attribution:
    """Lines `begin` to `end` (not included) say who wrote what follows."""

    begin: int
    end: int
    sure: Sure


@cache
def _words(table: str) -> re.Pattern[str]:
    """Any of the words of a table, by itself where its script has spaces."""
    ordered = sorted(filter(None, table.split("|")), key=len, reverse=True)
    return re.compile("|".join(_alone(word) for word in ordered), re.IGNORECASE)


def _alone(word: str) -> str:
    before = r"(?<!\w)" if word[0].isalnum() and ord(word[0]) < 0x2E80 else ""
    after = r"(?!\w)" if word[-1].isalnum() and ord(word[-1]) < 0x2E80 else ""
    return f"{before}{re.escape(word)}{after}"


@cache
def _library() -> re.Pattern[str]:
    return LibraryMail(text="", languages=list(tables.LIBRARY_LANGUAGES)).HEADER_REGEX


def bare(line: str) -> str:
    """The line as one would read it aloud: no marks of direction, single spaces."""
    return " ".join(UNSEEN.sub("", line).split())


def is_quoted(line: str) -> bool:
    return UNSEEN.sub("", line).lstrip().startswith(">")


def is_blank(line: str) -> bool:
    return not bare(line)


# --- "On … wrote:" ------------------------------------------------------------------------------------


def attribution_at(lines: Sequence[str], begin: int) -> Attribution | None:
    """The one that begins in this line. Of two that end alike the shorter: what stands above may be one's own."""
    found = _broken_into_lines(lines, begin)
    if found is not None:
        for later in range(begin + 1, found.end):
            inner = _broken_into_lines(lines, later)
            if inner is not None and inner.sure >= found.sure:
                return None
    return found


def _broken_into_lines(lines: Sequence[str], begin: int) -> Attribution | None:
    joined = ""
    for end in range(begin + 1, min(begin + MOST_LINES, len(lines)) + 1):
        line = bare(lines[end - 1])
        if not line or is_quoted(line) or line == OTHERS:
            return None
        joined = f"{joined} {line}".strip().replace("< ", "<")
        if len(joined) > LONGEST_ATTRIBUTION:
            return None
        if ENDS.search(joined):
            sure = _how_sure(joined)
            return Attribution(begin, end, sure) if sure else None
    return None


def attribution_before(lines: Sequence[str], end: int) -> Attribution | None:
    """The one that ends just above line `end`, empty lines left out."""
    while end and is_blank(lines[end - 1]):
        end -= 1
    found = None
    for begin in range(end - 1, max(end - MOST_LINES, 0) - 1, -1):
        if is_blank(lines[begin]):
            break
        here = attribution_at(lines, begin)
        if here is not None and here.end == end and (found is None or here.sure > found.sure):
            found = here
    return found


def _how_sure(line: str) -> Sure | None:
    plain = line.strip("*_ ")
    when = bool(DATE.search(plain)), bool(TIME.search(plain))
    address = ADDRESS.search(plain)
    wrote = _words(tables.WROTE).search(plain)
    if address and any(when) and (wrote or _ends_with(plain, address) or all(when)):
        return Sure.CERTAIN
    if (wrote or _library_says(plain)) and all(when):
        return Sure.LIKELY
    if address and len(plain.split()) <= 12:
        return Sure.LIKELY
    if wrote and _is_a_name(plain[: wrote.start()]) and len(plain[wrote.end() :]) <= 2:
        return Sure.NAMED
    return Sure.NAMED if wrote and DATE.search(plain) else None


def _ends_with(line: str, address: re.Match[str]) -> bool:
    return len(line) - address.end() <= 4


def _library_says(line: str) -> bool:
    return bool(_library().match(line))


def _is_a_name(words: str) -> bool:
    found = [word.strip("\"“”'*,.") for word in words.split()]
    found = [word for word in found if word]
    if not 1 <= len(found) <= 5 or found[0].lower() in ARTICLES:
        return False
    return all(not word[0].islower() for word in found)


# --- heads, and lines between dashes ------------------------------------------------------------------

ENDS_OF_RULES = "-‐‑–—_=*─"
BETWEEN_RULES = re.compile(r"^[-‐‑–—_=*─]{4,}\s*(.+?)\s*[-‐‑–—_=*─]{4,}$")
_DASHES = r"[-‐‑–—_=*─>#\s]"


@cache
def _separator() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in tables.SEPARATED.split("|"))
    return re.compile(rf"^[-‐‑–—_=*─]{{2,}}\s*(?:{words})\b.{{0,120}}$", re.IGNORECASE)


@cache
def _labels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    kinds = {
        "from": tables.FROM,
        "sent": tables.SENT,
        "to": tables.TO,
        "subject": tables.SUBJECT,
        "other": tables.OTHER,
    }
    made = []
    for kind, table in kinds.items():
        words = "|".join(re.escape(word) for word in sorted(table.split("|"), key=len, reverse=True))
        made.append((kind, re.compile(rf"^\**\s*(?:{words})\s*\**\s*[:：]\**", re.IGNORECASE)))
    return tuple(made)


def label_of(line: str) -> str:
    """What the line tells of a quoted mail: "from", "sent", "to", "subject", "other"; "" where it is no such line."""
    said = bare(line)
    return next((kind for kind, pattern in _labels() if pattern.match(said)), "")


def is_separator(line: str) -> bool:
    said = bare(line)
    if said[-1:] in ENDS_OF_RULES and (_separator().match(said) or _is_said_between(said)):
        return True
    return _is_forwarded(said)


def _is_said_between(said: str) -> bool:
    """ "---- On Tue, 5 May 2026 10:12:33 +0200 Anna <anna@mail.example> wrote ----", or of a name alone."""
    found = BETWEEN_RULES.match(said)
    return found is not None and _how_sure(f"{found[1]}:") is not None and bool(_words(tables.WROTE).search(found[1]))


def _is_forwarded(said: str) -> bool:
    return bool(ENDS.search(said)) and said.rstrip(":： ").lower() in tables.FORWARDED.split("|")


def head_at(lines: Sequence[str], begin: int) -> bool:
    """Does the head of a quoted mail begin here, as Outlook writes it?"""
    if label_of(lines[begin]) not in ("from", "sent") or "  " in lines[begin][:1]:
        return False
    kinds: dict[str, str] = {}
    for line in lines[begin : begin + MOST_HEAD_LINES]:
        kind = label_of(line)
        if kind:
            kinds.setdefault(kind, bare(line))
        elif is_blank(line) and len(kinds) >= 3:
            break
    if "from" not in kinds or not kinds.keys() & {"sent", "to"}:
        return False
    return ("subject" in kinds and len(kinds) >= 3) or bool(ADDRESS.search(kinds["from"]) and "sent" in kinds)


def first_of_others(lines: Sequence[str], *, is_reply: bool) -> int | None:
    """The line from which on nothing is the sender's own, to the very end; nothing where there is no such line."""
    asked = 0
    for place, line in enumerate(lines):
        if line == OTHERS:
            return place
        if is_quoted(line) or is_blank(line):
            continue
        if is_separator(line) or head_at(lines, place):
            return place
        if is_reply and asked < MOST_ASKED and ADDRESS.search(" ".join(lines[place : place + MOST_LINES])):
            asked += 1
            if _goes_on_after(line):
                return place
            found = attribution_at(lines, place)
            if found and found.sure == Sure.CERTAIN and not _quotes_below(lines, found.end):
                return place
    return None


def _goes_on_after(line: str) -> bool:
    """Yahoo on a telephone goes on in the same line, some spaces later."""
    colon = re.search(r"[:：]\s{2,}\S", UNSEEN.sub("", line))
    return colon is not None and _how_sure(bare(line[: colon.start() + 1])) == Sure.CERTAIN


def _quotes_below(lines: Sequence[str], place: int) -> bool:
    below = next((line for line in lines[place:] if not is_blank(line)), "")
    return is_quoted(below)
