"""A mail as it arrived, opened: its words before anything is cut from them, and what hung on it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr
from typing import Any

from inbound.mail import markup
from inbound.mail.flowed import unflowed

LONGEST = 200_000  # characters of one mail that are looked at
MOST_PARTS = 200
DEEPEST = 20

# What mail programs call a character set, and what they mean.
MEANT = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-8-i": "iso-8859-8", "iso-8859-8-e": "iso-8859-8", "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932",
    "windows-874": "cp874", "tis-620": "cp874", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8", "x-mac-roman": "mac_roman", "macintosh": "mac_roman",
}  # fmt: skip
REPLIED = re.compile(
    r"^\s*(?:re|aw|antw|antwort|sv|vs|vá|odp|r|ref|rif|res|ynt|yan|bls|tr|ha|atb|nt|回复|回覆|答复|答覆|返信|답장|回|отв|отг|απ|σχετ|השב|رد|fwd?|wg|wtr|i|enc|rv|vl|fs|転送|转发|轉寄|пересл)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]",
    re.IGNORECASE,
)
LOGO = re.compile(
    r"^(?:image|outlook-|att|.*logo|.*signature|banner|icon|facebook|twitter|x|linkedin|instagram|youtube)[\w-]*\.(?:png|gif|jpe?g|svg)$",
    re.IGNORECASE,
)
REST = re.compile(r"^ATT\d+\.(?:txt|html?)$", re.IGNORECASE)
PICTURES = re.compile(f"[{markup.PICTURE}{markup.SMALL_PICTURE}]")
# How programs say in plain words that a picture stands there: Gmail, Outlook.
SAID_PICTURE = re.compile(
    r"\[(?:image|imagem|imagen|Bild|afbeelding|immagine|bild|obraz): [^\]\n]{1,120}\]|\[cid:[^\]\s]{1,120}\]"
)
PLACEHOLDER = re.compile(
    r"^\W*(?:this (?:is|message|e-?mail|mail)\b.{0,80}\bhtml\b|(?:if )?your\b.{0,60}\bmail\b.{0,60}\bhtml\b"
    r"|.{0,60}(?:does not|doesn't|cannot|can't) (?:support|show|display|read) html).{0,200}$",
    re.IGNORECASE | re.DOTALL,
)


class Unreadable(ValueError):
    """It is no mail, or one that nobody can open."""


@dataclass(frozen=True, slots=True)
class Opened:
    """`text` holds quotations as lines that begin with ">". `attachments` are names, and so are `pictures`, which stand
    between the words, or in a quotation, or are signs of a company: `pictured` are the words that show where. `names` are
    the sender's.
    """

    text: str
    pictured: str
    attachments: tuple[str, ...]
    pictures: tuple[str, ...]
    is_reply: bool
    is_encrypted: bool
    is_drawn: bool  # does HTML say where pictures stand?
    names: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    texts: list[str] = field(default_factory=list)
    pictured: list[str] = field(default_factory=list)  # the same with their pictures, where another version shows them
    attachments: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    is_encrypted: bool = False
    is_drawn: bool = False
    seen: int = 0


def parsed(raw: bytes) -> Message:
    """Raises Unreadable. Python's newer policy reads more, and fails at some heads that the older takes."""
    for rules in (policy.default, policy.compat32):
        try:
            return message_from_bytes(raw, policy=rules)
        except Exception:  # noqa: S112  (what a parser of strangers' bytes raises is not listed anywhere)
            continue
    raise Unreadable


def header(message: Message, name: str) -> str:
    """One head in words; "" where there is none, or one that cannot be read."""
    return " ".join(str(_safe(lambda: message.get(name, ""), "")).split())


def header_values(message: Message, name: str) -> list[str]:
    """Each head of this name."""
    return [str(value) for value in _safe(lambda: message.get_all(name, []), [])]


def opened(message: Message) -> Opened:
    found = _Found()
    _open(message, found, depth=0)
    name, address = _safe(lambda: parseaddr(header(message, "From")), ("", ""))
    return Opened(
        text=_joined(found.texts),
        pictured=_joined(found.pictured or found.texts),
        attachments=tuple(found.attachments),
        pictures=tuple(found.pictures),
        is_reply=is_reply(message),
        is_encrypted=found.is_encrypted,
        is_drawn=found.is_drawn,
        names=tuple(word for word in (name, address.partition("@")[0]) if word),
    )


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())[:LONGEST]


def is_reply(message: Message) -> bool:
    heads = header(message, "In-Reply-To") or header(message, "References")
    return bool(heads or REPLIED.match(header(message, "Subject")))


def _safe(ask: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return ask()
    except Exception:  # as in `parsed`
        return otherwise


def kind_of(part: Message) -> str:
    """Such as "text/plain"."""
    return str(_safe(part.get_content_type, "text/plain"))


def children_of(part: Message) -> list[Message]:
    """What a part consists of."""
    inside = part.get_payload()
    return [child for child in inside if isinstance(child, Message)] if isinstance(inside, list) else []


def _open(part: Message, found: _Found, *, depth: int) -> None:
    found.seen += 1
    if depth > DEEPEST or found.seen > MOST_PARTS:
        return
    kind = kind_of(part)
    if kind == "multipart/alternative":
        _best(children_of(part), found, depth)
    elif kind == "multipart/encrypted":
        found.is_encrypted = True
    elif kind in ("multipart/signed", "multipart/related"):
        _first(children_of(part), found, depth)
    elif kind.startswith("multipart/"):
        for child in children_of(part):
            _open(child, found, depth=depth + 1)
    elif kind in ("text/plain", "text/html") and not _is_attached(part):
        found.texts.append(_words(part, kind))
        found.is_drawn |= kind == "text/html"
    else:
        _hang_on(part, kind, found)


def _hang_on(part: Message, kind: str, found: _Found) -> None:
    name = _name(part, kind)
    is_shown = kind.startswith("image/") and bool(header(part, "Content-ID")) and not _is_attached(part, by_name=False)
    if name:
        (found.pictures if is_shown else found.attachments).append(name)


def _first(children: list[Message], found: _Found, depth: int) -> None:
    """The words come first; the rest is what they show, or proves who wrote them."""
    for child in children[:1]:
        _open(child, found, depth=depth + 1)
    for child in children[1:]:
        if "signature" not in kind_of(child):
            _hang_on(child, kind_of(child), found)


def _best(children: list[Message], found: _Found, depth: int) -> None:
    """Of several versions of the same words the plain one; where it says nothing, the next that does."""
    versions = []
    for child in children:
        version = _Found(seen=found.seen)
        _open(child, version, depth=depth + 1)
        found.seen = version.seen
        found.attachments += version.attachments
        found.pictures += version.pictures
        found.is_drawn |= version.is_drawn
        versions.append(version.texts)
    shown = [texts for texts in versions if any(PICTURES.search(text) for text in texts)]
    if shown:
        found.pictured += shown[-1]
    for texts in versions:
        if any(text.strip() and not PLACEHOLDER.match(text) for text in texts):
            found.texts += texts
            return


def _is_attached(part: Message, *, by_name: bool = True) -> bool:
    """Exchange cuts the words after an attachment off, and names the rest."""
    if _safe(part.get_content_disposition, None) == "attachment":
        return True
    return by_name and REST.match(str(_safe(part.get_filename, None) or "ATT1.txt")) is None


def _name(part: Message, kind: str) -> str:
    """What the sender knows it by; nothing for what programs add by themselves."""
    if kind in ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"):
        return ""
    if kind in ("text/x-amp-html", "text/x-watch-html"):
        return ""
    name = " ".join(str(_safe(part.get_filename, None) or "").split())
    return name or kind.partition("/")[0]


def _words(part: Message, kind: str) -> str:
    text = _decoded(part)[:LONGEST]
    if kind == "text/html":
        return markup.text_of(text)
    text = "\n".join(re.split(r"\r\n|\r|\n", text))
    text = SAID_PICTURE.sub(markup.PICTURE, text)
    parameter = lambda name: str(_safe(lambda: part.get_param(name), "") or "").lower()  # noqa: E731
    return unflowed(text, delsp=parameter("delsp") == "yes") if parameter("format") == "flowed" else text


def _decoded(part: Message) -> str:
    payload = _safe(lambda: part.get_payload(decode=True), b"")
    payload = payload if isinstance(payload, bytes) else b""
    for charset in _charsets(part):
        try:
            return payload.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return payload.decode("utf-8", errors="replace")


def _charsets(part: Message) -> Iterator[str]:
    """What it says, unless bytes above ASCII show that it is UTF-8 after all; then what most mails are in."""
    said = str(_safe(part.get_content_charset, None) or "us-ascii").lower().strip("\"' ")
    meant = MEANT.get(said, said)
    if meant in ("cp1252", "utf-8") or not _is_text_codec(meant):
        yield "utf-8"
    if _is_text_codec(meant):
        yield meant
    yield "cp1252"


def _is_text_codec(name: str) -> bool:
    """Python has codecs that are no character sets, such as `zip`, or none of a mail, such as `idna`."""
    if name.replace("-", "_") in ("idna", "punycode", "unicode_escape", "raw_unicode_escape"):
        return False
    try:
        return bool(getattr(codecs.lookup(name), "_is_text_encoding", False))
    except (LookupError, ValueError):
        return False
