"""The words of an HTML mail as Markdown; quotations are lines that begin with ">", whatever program made them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3

from writing.events import End, Event, Start, Text, read
from writing.walls import BLOCK, DROPPED_WITH_CONTENT, INLINE, SCHEMES

# A line by itself: from here on it is the words of others. No mail can hold it, as controls are taken out before.
OTHERS = "\x00"
# Where a picture stands that came with the mail, and a small one, as a company's sign is (U+FFFC, U+FFFB).
PICTURE, SMALL_PICTURE = "\ufffc", "\ufffb"
ICON, SIGN = 32, 160  # points of height: up to the first it is no picture at all, up to the other it may be a sign
HEIGHT = re.compile(r"(?:^|;)\s*height:\s*(\d+)(?:\.\d+)?(?:px|pt)?\s*(?:;|$)", re.IGNORECASE)

QUOTING = re.compile(
    r"(?:^|\s)(?:x_)*(?:yahoo_quoted\w*|protonmail_quote|tutanota_quote|zmail_extra|moz-forward-container|mail_android_quote|elided-text"
    r"|replyQuote|cafe24_quote|quoted-content|iwc-quote)(?=\s|$)",
    re.IGNORECASE,
)
BEFORE_OTHERS = re.compile(
    r"(?:^|\s)(?:x_)*(?:divRplyFwdMsg|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION|oriMsgHtmlSeperator|zwchr|reply-intro-outlook|isForwardContent)(?=\s|$)"
)
SIGNING = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_signature|gmail_signature_prefix|moz-signature|protonmail_signature_block\S*|signature|Signature|AppleMailSignature|ms-outlook-mobile-signature"
    r"|mobile-signature|ymail_android_signature|yahoo-signature|tutanota-signature|mailspring-signature|skype_signature)(?=\s|$)"
)
CLOSE_LINES = re.compile(
    r"(?:^|\s)(?:x_)*Mso(?:Normal|PlainText|ListParagraph)\S*(?=\s|$)|margin(?:-top)?:\s*0", re.IGNORECASE
)
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "strike": "~~", "del": "~~", "code": "`"}
APART = frozenset("p h1 h2 h3 h4 h5 h6 ul ol pre table dl".split())
LINES = frozenset("div li tr dt dd blockquote hr tbody thead tfoot".split()) | APART
SPACES = re.compile(r"[ \t\r\n\f]+")  # a space that does not break stands for itself: an empty line, in Outlook
DEEPEST_LIST = 8
MOST_TAGS = 8_000

_cleaner = nh3.Cleaner(
    tags=INLINE | BLOCK | {"img", "span"},
    attributes={"*": {"class", "id", "name", "style"}, "a": {"href"}, "img": {"alt", "src", "height"}, "blockquote": {"type", "cite"}, "ol": {"start"}},
    url_schemes=SCHEMES | {"cid"},
    clean_content_tags=DROPPED_WITH_CONTENT,
    link_rel=None,
    generic_attribute_prefixes={"data-"},
)  # fmt: skip


@dataclass(slots=True)
class _Open:
    """An element that is open, and what it changed."""

    name: str
    signs: bool = False
    quotes: bool = False
    close_lines: bool = False
    line: int = 0
    place: int = 0
    href: str = ""


def text_of(html: str) -> str:
    """What stands behind the first few thousand tags is left out: nobody writes so much, and nested ones take the
    sanitiser the square of their number.
    """
    parts = html.split("<", MOST_TAGS + 1)
    return _Writer().write(read(_cleaner.clean("<".join(parts[: MOST_TAGS + 1]))))


class _Writer:
    def __init__(self) -> None:
        self.done: list[str] = []
        self.line = ""
        self.open: list[_Open] = []
        self.lists: list[int | None] = []  # the next number; None where there are dots
        self.quotes = self.signs = self.pre = 0

    def write(self, events: list[Event]) -> str:
        for event in events:
            match event:
                case Text(words):
                    self._say(words)
                case Start():
                    self._start(event)
                case End(name):
                    self._end(name)
        self._break()
        return "\n".join(self.done)

    # --- lines ---

    def _say(self, words: str) -> None:
        if self.signs:
            return
        if self.pre:
            first, *more = words.split("\n")
            self.line += first
            for line in more:
                self._flush()
                self.line = line
            return
        words = SPACES.sub(" ", words.replace("\x00", ""))
        self.line += words.lstrip(" ") if not self.line or self.line.endswith(" ") else words

    def _flush(self) -> None:
        marks = ">" * self.quotes
        line = self.line.replace("\xa0", " ").rstrip()
        self.done.append(f"{marks} {line}".rstrip() if marks else line)
        self.line = ""

    def _break(self) -> None:
        if self.line.strip(" "):
            self._flush()
        self.line = ""

    def _part(self) -> None:
        """An empty line, unless there is one."""
        self._break()
        if self.done and self.done[-1].strip("> "):
            self._flush()

    # --- elements ---

    def _start(self, event: Start) -> None:
        name, attrs = event.name, event.attrs
        told = " ".join(attrs.get(key, "") for key in ("class", "id", "name", "data-smartmail"))
        if name == "br":
            if not self.signs:
                self._flush()
            return
        if name in ("img", "hr"):
            self._void(name, attrs)
            return
        opened = _Open(name, signs=bool(SIGNING.search(told)), quotes=_quotes(name, told), href=attrs.get("href", ""))
        opened.close_lines = name == "p" and bool(CLOSE_LINES.search(f"{told} {attrs.get('style', '')}"))
        self._lay_out(opened)
        if BEFORE_OTHERS.search(told) and not self.quotes:
            self._break()
            self.done.append(OTHERS)
        self.quotes += opened.quotes
        self.signs += opened.signs
        opened.line, opened.place = len(self.done), len(self.line)
        self.open.append(opened)

    def _lay_out(self, opened: _Open) -> None:
        name = opened.name
        if opened.quotes or (name in APART and not opened.close_lines and not (name in ("ul", "ol") and self.lists)):
            self._part()
        elif name in LINES:
            self._break()
        if name in ("td", "th") and self.line.strip():
            self.line = self.line.rstrip() + " "
        elif name in ("ul", "ol"):
            self.lists.append(1 if name == "ol" else None)
        elif name == "li" and not self.signs:
            self.line = self._bullet()
        elif name == "pre":
            self.pre += 1
            self._fence()
        elif len(name) == 2 and name[0] == "h" and name[1].isdigit() and not self.signs:
            self.line = "#" * int(name[1]) + " "

    def _bullet(self) -> str:
        number = self.lists[-1] if self.lists else None
        indent = "   " * min(max(len(self.lists) - 1, 0), DEEPEST_LIST)
        if number is None:
            return f"{indent}- "
        self.lists[-1] = number + 1
        return f"{indent}{number}. "

    def _fence(self) -> None:
        if not self.signs and not self.quotes:
            self.line = "```"
            self._flush()

    def _void(self, name: str, attrs: dict[str, str]) -> None:
        alt = attrs.get("alt", "")
        if name == "hr":
            self._part()
        elif alt and not alt.isascii() and len(alt) <= 8:  # an emoji, which some programs send as a picture
            self._say(alt)
        elif attrs.get("src", "").lower().startswith("cid:"):
            self._say(_picture(attrs))

    def _end(self, name: str) -> None:
        at = next((i for i in range(len(self.open) - 1, -1, -1) if self.open[i].name == name), None)
        if at is None:
            return
        closed = self.open.pop(at)
        if name in MARKS or name == "a":
            self._mark(closed)
        if name == "pre":
            self.pre -= 1
            self._break()
            self._fence()
        elif name in ("ul", "ol") and self.lists:
            self._break()
            self.lists.pop()
        if name in APART and not closed.close_lines and not (name in ("ul", "ol") and self.lists):
            self._part()
        elif name in LINES:
            self._break()
        self.quotes -= closed.quotes
        self.signs -= closed.signs
        if closed.quotes and not self.quotes:
            self._part()

    def _mark(self, closed: _Open) -> None:
        """Emphasis and links within one line; where one goes over several, its words alone."""
        if closed.line != len(self.done) or self.pre:
            return
        before, inside = self.line[: closed.place], self.line[closed.place :]
        words = inside.strip()
        if not words:
            return
        left, right = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        self.line = f"{before}{left}{_marked(closed, words)}{right}"


def _picture(attrs: dict[str, str]) -> str:
    styled = HEIGHT.search(attrs.get("style", ""))
    said = attrs.get("height", "") or (styled[1] if styled else "")
    height = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else None
    if height is None:
        return PICTURE
    return "" if height <= ICON else SMALL_PICTURE if height <= SIGN else PICTURE


def _marked(closed: _Open, words: str) -> str:
    if closed.name != "a":
        mark = MARKS[closed.name]
        return words if words.startswith(mark) else f"{mark}{words}{mark}"
    href = closed.href
    is_plain = not href.startswith(("http://", "https://")) or "](" in words or ")" in href
    if is_plain or _bare(words) in _bare(href) or "://" in words:
        return words
    return f"[{words}]({href})"


def _bare(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/").lower()


def _quotes(name: str, told: str) -> bool:
    return name == "blockquote" or bool(QUOTING.search(told))
