"""What stands under the words: signatures, what telephones add, closings with a name, and what companies add."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from mailparser_reply.constants import MAIL_LANGUAGES

from inbound.mail import tables
from inbound.mail.quotes import bare, is_blank, is_quoted

MOST_ROUNDS = 8  # things that stand one under the other
MOST_SIGNED = 20  # lines under "-- "
MOST_NAMED = 7  # lines of name, role and address under "Best regards"
LONGEST_NAMED = 80  # characters of such a line
LONGEST_SENT_WITH = 160  # characters of "Sent from my …"
SIGNATURE = re.compile(r"^(?:--|—|__|––)\s?$")
ENDS_A_SENTENCE = re.compile(r"[^.\s]{3,}[.!?…。！？]$")
CONTACT = re.compile(
    r"@|https?://|www\.|\+?\d[\d\s()./-]{6,}|\b(?:tel|phone|fon|mobil|mobile|fax|tél|cell)\b", re.IGNORECASE
)


def stripped(lines: Sequence[str], *, names: Sequence[str], keep_names: bool = True) -> list[str]:
    """The lines without what is no longer said to anybody. `keep_names` leaves a bare name at the end."""
    left = trimmed(lines)
    for _round in range(MOST_ROUNDS):
        end = _end(left, names)
        if end is None and not keep_names:
            end = _name_end(left, names)
        if end is None:
            break
        left = trimmed(left[:end])
    return left


def trimmed(lines: Sequence[str]) -> list[str]:
    begin, end = 0, len(lines)
    while end and is_blank(lines[end - 1]):
        end -= 1
    while begin < end and is_blank(lines[begin]):
        begin += 1
    return list(lines[begin:end])


def _end(lines: Sequence[str], names: Sequence[str]) -> int | None:
    """Where the words end, if something stands under them."""
    for find in (_marked, _sent_with, _company, _closing, _dashed_name):
        end = find(lines, names)
        if end is not None:
            return end
    return None


def _marked(lines: Sequence[str], _names: Sequence[str]) -> int | None:
    """The line "-- " (RFC 3676); a rule between paragraphs of one's own looks alike."""
    for place in range(len(lines) - 1, max(len(lines) - MOST_SIGNED - 2, -1), -1):
        if SIGNATURE.match(lines[place]) and _signs(lines[place], lines[place + 1 :]):
            return place
    return None


def _signs(mark: str, below: Sequence[str]) -> bool:
    said = [line for line in below if not is_blank(line)]
    if any(is_quoted(line) for line in said):
        return False
    if mark.rstrip() == "--":
        return mark.endswith(" ") or (len(said) <= 10 and all(len(line) <= 100 for line in said))
    return bool(said) and len(said) <= MOST_NAMED and any(CONTACT.search(line) for line in said)


# --- telephones and programs --------------------------------------------------------------------------


@cache
def _sent() -> re.Pattern[str]:
    library = [MAIL_LANGUAGES[name].get("sent_from", "") for name in tables.LIBRARY_LANGUAGES]
    ours = [re.escape(words) for words in tables.SENT_WITH.split("|")]
    begins = "|".join(filter(None, [*ours, *(words.replace(".*", "") for words in library)]))
    last = "|".join(re.escape(words) for words in tables.SENT_LAST.split("|"))
    return re.compile(rf"^\W*(?:{begins})|(?:{last})\W*$|^\W*{tables.GET_OUTLOOK}", re.IGNORECASE)


@cache
def _devices() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in tables.DEVICES.split("|")), re.IGNORECASE)


def is_sent_with(words: str) -> bool:
    """ "Sent from my iPhone", "Gesendet mit der GMX Mail App", "iPhoneから送信"."""
    said = re.sub(r"<?https?://[^\s>)]+>?|[\[\]()]", "", bare(words)).strip()
    return len(said) <= LONGEST_SENT_WITH and bool(_sent().search(said) and _devices().search(said))


def _sent_with(lines: Sequence[str], _names: Sequence[str]) -> int | None:
    """The last line, or the last two where a program broke it."""
    for count in (1, 2, 3):
        begin = len(lines) - count
        if begin < 0 or is_blank(lines[begin]):
            return None
        if is_sent_with(" ".join(lines[begin:])) and not _goes_on(lines, begin):
            return begin
    return None


def _goes_on(lines: Sequence[str], begin: int) -> bool:
    """Is it the end of a sentence that began above?"""
    above = bare(lines[begin - 1]) if begin else ""
    return bool(above) and above[-1] == ","


# --- companies ----------------------------------------------------------------------------------------


@cache
def _any_of(table: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in table.split("|")), re.IGNORECASE)


def _company(lines: Sequence[str], _names: Sequence[str]) -> int | None:
    """The last paragraph, where it is what is put under every mail."""
    begin = len(lines)
    while begin and not is_blank(lines[begin - 1]):
        begin -= 1
    said = bare(" ".join(lines[begin:]))
    if not said or is_quoted(lines[begin]):
        return None
    is_one = len(said) >= 80 and all(
        _any_of(table).search(said) for table in (tables.CONFIDENTIAL, tables.MESSAGE, tables.MEANT_FOR)
    )
    return begin if is_one or (len(said) <= 200 and _is_scanned(said)) else None


def _is_scanned(said: str) -> bool:
    words = re.search(tables.SCANNED, said, re.IGNORECASE)
    return bool(
        words
        and re.search(
            r"www\.|\.com|https?:|checked|geprüft|vérifié|comprob|controll|gecontroleerd", said, re.IGNORECASE
        )
    )


# --- closings and names -------------------------------------------------------------------------------


@cache
def _formulas() -> tuple[frozenset[str], frozenset[str]]:
    """What closes a mail, and what thanks as well."""
    closings = {_plain(words) for words in tables.CLOSINGS.split("|")}
    for name in tables.LIBRARY_LANGUAGES:
        known = MAIL_LANGUAGES[name].get("signatures", [])
        closings |= {_plain(words) for words in known if not re.search(r"[\\\[(?*+]", words)}
    thanks = {_plain(words) for words in tables.THANKS.split("|")}
    return frozenset(closings - thanks - {""}), frozenset(thanks)


def _plain(words: str) -> str:
    return bare(words).lower().strip(" ,.!;~-–—/*_，、。！،💙❤️🙂")


def _closing(lines: Sequence[str], names: Sequence[str]) -> int | None:
    for place in range(len(lines) - 1, max(len(lines) - MOST_NAMED - 4, -1), -1):
        kind = _closes(lines[place], names)
        if kind and not is_quoted(lines[place]) and _is_name_block(lines[place + 1 :], names, after=kind):
            return place
    return None


def _closes(line: str, names: Sequence[str]) -> str:
    """ "closing", "thanks"; with a name in the same line "closing named"; "" for any other line."""
    closings, thanks = _formulas()
    said = _plain(line)
    if len(said) > LONGEST_NAMED:
        return ""
    if said in closings:
        return "closing"
    if said in thanks:
        return "thanks"
    return "closing named" if _closes_with_name(bare(line), names) else ""


def _closes_with_name(line: str, names: Sequence[str]) -> bool:
    """ "Viele Grüße, Anna" or "Best Anna"."""
    closings, thanks = _formulas()
    words = line.split()
    for count in range(len(words) - 1, 0, -1):
        formula, rest = " ".join(words[:count]), " ".join(words[count:])
        if _plain(formula) in closings | thanks:
            return is_name_of(rest, names) or (
                _plain(formula) in closings and formula[-1] in ",!，" and looks_like_name(rest)
            )
    return False


def _is_name_block(below: Sequence[str], names: Sequence[str], *, after: str) -> bool:
    said = [bare(line) for line in below if not is_blank(line)]
    if not said:
        return after != "thanks"
    if len(said) > MOST_NAMED or any(len(line) > LONGEST_NAMED or is_quoted(line) for line in said):
        return False
    if after != "closing named" and not (looks_like_name(said[0]) or is_name_of(said[0], names)):
        return False
    return not any(ENDS_A_SENTENCE.search(line) and not CONTACT.search(line) for line in said[1:])


def looks_like_name(line: str) -> bool:
    """ "Anna", "Anna M. Smith", "Dr. Anna Smith"; not a sentence."""
    words = bare(line).strip(" ,.-–—/*_").split()
    if not 1 <= len(words) <= 4 or any(sign in line for sign in "?!:;") or ENDS_A_SENTENCE.search(bare(line)):
        return False
    return all(
        word[0].isalpha() and not word[0].islower()
        for word in words
        if word not in ("von", "van", "de", "der", "da", "del", "und", "and", "&", "x")
    )


def is_name_of(line: str, names: Sequence[str]) -> bool:
    """Is it what the sender is called, or a part of that?"""
    said = [word for word in re.split(r"[^\w]+", bare(line).lower()) if word]
    own = {word for name in names for word in re.split(r"[^\w]+", name.lower()) if len(word) > 1 or not word.isascii()}
    return (
        bool(said)
        and len(said) <= 5
        and set(said) & own != set()
        and all(word in own or len(word) <= 1 for word in said)
    )


def _dashed_name(lines: Sequence[str], names: Sequence[str]) -> int | None:
    """ "— Anna", "/Anna", at the end."""
    if not lines:
        return None
    said = bare(lines[-1])
    found = re.match(r"^(?:--?|–|—|/|~)\s?(.+)$", said)
    return len(lines) - 1 if found and is_name_of(found[1], names) else None


def _name_end(lines: Sequence[str], names: Sequence[str]) -> int | None:
    """The last line, where it says who the sender is."""
    if not lines or is_quoted(lines[-1]):
        return None
    said = bare(lines[-1])
    if is_name_of(said, names):
        return len(lines) - 1
    has_contact = len(said) <= LONGEST_NAMED and CONTACT.search(said) and not ENDS_A_SENTENCE.search(said)
    return len(lines) - 1 if has_contact and len(said.split()) <= 8 else None
