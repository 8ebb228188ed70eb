"""The one place where HTML becomes safe: nh3's allow-list, then what an allow-list cannot say."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from django.utils.translation import gettext as _
from pygments.token import STANDARD_TYPES

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
HIGHLIGHT = "hl-"
ALIGNMENT = {"align-end", "align-center"}
CLASSES = {
    "span": {f"{HIGHLIGHT}{name}" for name in STANDARD_TYPES.values() if name},
    "td": ALIGNMENT,
    "th": ALIGNMENT,
}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow noopener ugc"
VOID = {"br", "hr", "img"}


def safe(html: str, *, first_heading: int = 3) -> str:
    """Safe HTML for a place whose headings start at level `first_heading`, 2 to 6.

    Nothing in it loads from elsewhere: a picture becomes a link to it. No ids, no styles, no scripts, no forms.
    """
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES, url_schemes=SCHEMES, link_rel=None
    )
    writer = _Rewriter(first_heading)
    writer.feed(clean)
    writer.close()
    return "".join(writer.out)


class _Rewriter(HTMLParser):
    """Walks HTML that nh3 has made well formed, and changes what the allow-list cannot."""

    def __init__(self, first_heading: int) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.links = 0
        self.first = first_heading
        self.deepest = first_heading - 1  # the last heading's level: the next goes one deeper at most
        self.base = 0  # the input's level that became `first`
        self.open_headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
        elif tag == "a":
            self.links += 1
            if given.get("href"):
                given["rel"] = REL
            self._open(tag, given)
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.open_headings.append(self._heading(int(tag[1])))
            self._open(self.open_headings[-1], given)
        elif tag == "pre":
            self._open(tag, given | {"tabindex": "0", "dir": "ltr"})
        elif tag == "table":
            self._open("div", {"class": "table", "role": "group", "tabindex": "0", "aria-label": _("Table")})
            self._open(tag, given)
        else:
            self._open(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.links -= 1
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and self.open_headings:
            tag = self.open_headings.pop()
        self.out.append("" if tag in VOID else f"</{tag}>")
        if tag == "table":
            self.out.append("</div>")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self.out.append(f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in attributes.items()) + ">")

    def _heading(self, level: int) -> str:
        self.base = self.base or level
        wanted = max(self.first, self.first + level - self.base)
        self.deepest = min(wanted, self.deepest + 1, 6)
        return f"h{self.deepest}"

    def _picture(self, given: dict[str, str]) -> None:
        """A stranger's server must not learn who reads: the picture is offered, not loaded."""
        address, words = given.get("src", ""), given.get("alt", "").strip()
        label = escape(words or _("picture"))
        host = urlsplit(address).hostname if address.startswith(("http://", "https://", "//")) else None
        if self.links or not host:
            self.out.append(label)
        else:
            where = escape(_("picture at %(host)s") % {"host": host})
            self.out.append(f'<a href="{escape(address)}" rel="{REL}">{label} ({where})</a>')


class _Words(HTMLParser):
    BLOCKS = frozenset(
        {"p", "li", "br", "pre", "blockquote", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "hr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.BLOCKS:
            self.out.append("\n")
        elif tag in {"td", "th"}:
            self.out.append(" ")

    def handle_data(self, data: str) -> None:
        self.out.append(data)


def words(html: str) -> str:
    """The plain words of safe HTML, a line a block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.out).split("\n"))
    return "\n".join(line for line in lines if line)
