"""What somebody wrote in a mail: their own words, without what they answer to and what stands under every mail.

In doubt a quotation stays: it can be taken out later, and words that were lost cannot be put back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from typing import Any

from inbound.mail import signatures
from inbound.mail.markup import SMALL_PICTURE
from inbound.mail.opened import LOGO, PICTURES, opened, parsed
from inbound.mail.quotes import (
    Attribution,
    Sure,
    attribution_at,
    attribution_before,
    bare,
    first_of_others,
    is_blank,
    is_quoted,
)
from inbound.mail.signatures import trimmed

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MOST_ROUNDS = 6  # signature, quotation, signature above it …
EMPTY_LINES = re.compile(r"\n{3,}")
RULE = re.compile(r"^[_\-=*─]{5,}$|^[-_=─]{3,}.{1,60}[-_=─]{3,}$")
SIGNED = re.compile(
    r"\A\s*-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z]+: [^\n]*\n)*\n(.*?)\n-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----|\Z)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` is Markdown; `attachments` are the names of what came with it and is not kept."""

    text: str
    attachments: tuple[str, ...] = ()
    is_encrypted: bool = False


def read(raw: bytes | Message, *, anonymous: bool = False, also_called: Sequence[str] = ()) -> Reply:
    """The reply in a mail. `anonymous` also takes a name or an address away that stands alone at the end; `also_called`
    are names of the sender that the mail does not hold. Raises Unreadable.
    """
    mail = opened(parsed(raw) if isinstance(raw, bytes) else raw)
    names = (*mail.names, *also_called)
    about: dict[str, Any] = {"is_reply": mail.is_reply, "names": names, "anonymous": anonymous}
    own = own_words(mail.text, **about)
    shown = own if mail.pictured == mail.text else own_words(mail.pictured, **about)
    is_bare = not mail.is_drawn and not PICTURES.search(mail.pictured)
    pictures = [name for name in mail.pictures if _shows_picture(shown) or (is_bare and not LOGO.match(name))]
    return Reply(_without_pictures(own), (*mail.attachments, *pictures), mail.is_encrypted)


def _shows_picture(own: str) -> bool:
    """A small one at the end is a company's sign."""
    return bool(PICTURES.search(own.rstrip(f"{SMALL_PICTURE}\n ")))


def _without_pictures(own: str) -> str:
    lines = [line for line in own.split("\n") if not PICTURES.search(line) or PICTURES.sub("", line).strip()]
    return EMPTY_LINES.sub("\n\n", PICTURES.sub("", "\n".join(lines))).strip("\n")


def own_words(text: str, *, is_reply: bool = True, names: Sequence[str] = (), anonymous: bool = False) -> str:
    lines = _unsigned(text.replace("\r\n", "\n")).split("\n")
    cut = first_of_others(lines, is_reply=is_reply)
    lines = _without_rule(lines[:cut]) if cut is not None else lines
    for _round in range(MOST_ROUNDS):
        before = lines
        lines = signatures.stripped(lines, names=names, keep_names=not anonymous)
        lines = _without_last_quotation(lines, is_reply=is_reply)
        lines = _without_first_quotation(lines, is_reply=is_reply)
        if lines == before:
            break
    return _tidy(_without_attributions(lines, is_reply=is_reply))


def _tidy(lines: Sequence[str]) -> str:
    text = "\n".join(CONTROLS.sub("", line.replace("\xa0", " ").replace("\ufeff", "")).rstrip() for line in lines)
    return EMPTY_LINES.sub("\n\n", text).strip("\n")


def _unsigned(text: str) -> str:
    """The words of a mail that is signed in its text (RFC 9580, 7)."""
    found = SIGNED.match(text)
    return re.sub(r"^- ", "", found[1], flags=re.MULTILINE) if found else text


def _without_rule(lines: Sequence[str]) -> list[str]:
    """A line of underscores is drawn above the head of a quoted mail, or words between dashes."""
    left = trimmed(lines)
    return trimmed(left[:-1]) if left and RULE.match(bare(left[-1])) else left


# --- quotations at the end, at the beginning, between -------------------------------------------------


def _without_last_quotation(lines: Sequence[str], *, is_reply: bool) -> list[str]:
    """All that one answers to stands below. A quotation that nobody introduced is taken away in a reply alone."""
    left = trimmed(lines)
    begin = len(left)
    while begin and (is_quoted(left[begin - 1]) or is_blank(left[begin - 1])):
        begin -= 1
    while begin < len(left) and is_blank(left[begin]):
        begin += 1
    if begin == len(left):
        return left
    above = attribution_before(left, begin)
    if above is not None and _is_believed(above, is_reply=is_reply):
        return _without_rule(left[: above.begin])
    introduced = _introduced(left, begin)
    return left if introduced or not is_reply or _is_inside(left, begin) else trimmed(left[:begin])


def _is_inside(lines: Sequence[str], begin: int) -> bool:
    """Is it the only quotation, at once below a line of one's own?"""
    return begin > 0 and not is_blank(lines[begin - 1]) and not any(is_quoted(line) for line in lines[:begin])


def _introduced(lines: Sequence[str], begin: int) -> bool:
    """Does the last line above end with a colon: "This is what they sent me:"?"""
    above = trimmed(lines[:begin])
    return bool(above) and bare(above[-1])[-1:] in (":", "：")


def _is_believed(found: Attribution, *, is_reply: bool) -> bool:
    return found.sure == Sure.CERTAIN or is_reply


def _without_first_quotation(lines: Sequence[str], *, is_reply: bool) -> list[str]:
    """All that one answers to stands above, and one's own words below it, in one piece."""
    found = _first_attribution(lines)
    if found is None or not _is_believed(found, is_reply=is_reply):
        return list(lines)
    end = _quotation_end(lines, found.end)
    if end == found.end or end == len(lines):
        return list(lines)
    interleaved = any(is_quoted(line) for line in lines[end:])
    return trimmed(lines[found.end :] if interleaved else lines[end:])


def _first_attribution(lines: Sequence[str]) -> Attribution | None:
    begin = next((place for place, line in enumerate(lines) if not is_blank(line)), None)
    return attribution_at(lines, begin) if begin is not None else None


def _quotation_end(lines: Sequence[str], begin: int) -> int:
    """Where the quotation that begins here ends; `begin` itself where there is none."""
    place, end = begin, begin
    while place < len(lines) and (is_quoted(lines[place]) or is_blank(lines[place])):
        place += 1
        if is_quoted(lines[place - 1]):
            end = place
    return end


def _without_attributions(lines: Sequence[str], *, is_reply: bool) -> list[str]:
    """Between words of one's own quotations stay, and only what a program wrote above them goes."""
    left, place = [], 0
    while place < len(lines):
        found = attribution_at(lines, place) if is_reply and not is_quoted(lines[place]) else None
        is_programs = found is not None and found.sure >= Sure.LIKELY and _quotation_end(lines, found.end) > found.end
        if found is not None and is_programs:
            place = found.end
        else:
            left.append(lines[place])
            place += 1
    return left
