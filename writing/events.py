"""HTML as a flat list of events, read from what a sanitiser has made well-formed, and written back."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "source"}
FOOTNOTE_SIGNS = ("footnote", "back")  # classes of links
FOLDED = frozenset({"details"})  # what its reader unfolds is given away in no list
BLOCKS = frozenset("blockquote br dd details div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tr ul".split())


@dataclass(slots=True)
class Start:
    """`<name …>`; a void element has no End."""

    name: str
    attrs: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class End:
    """`</name>`"""

    name: str


@dataclass(slots=True)
class Text:
    """Words between tags, not escaped."""

    words: str


Event = Start | End | Text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.events: list[Event] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.append(Start(tag, {name: value or "" for name, value in attrs}))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.events.append(End(tag))

    def handle_data(self, data: str) -> None:
        self.events.append(Text(data))


def read(html: str) -> list[Event]:
    """The events of well-formed HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.events


def write(events: list[Event]) -> str:
    """The HTML of the events; every word and attribute escaped."""
    return "".join(map(_written, events))


def _written(event: Event) -> str:
    match event:
        case Start(name, attrs):
            return "<" + " ".join([name, *(f'{key}="{escape(value)}"' for key, value in attrs.items())]) + ">"
        case End(name):
            return f"</{name}>"
        case Text(words):
            return escape(words, quote=False)


def without(events: list[Event], names: frozenset[str]) -> list[Event]:
    """The events outside all elements of these names."""
    depth, kept = 0, []
    for event in events:
        if isinstance(event, Start) and event.name in names:
            depth += 1
        elif isinstance(event, End) and event.name in names:
            depth -= 1
        elif not depth:
            kept.append(event)
    return kept


def plain(events: list[Event]) -> str:
    """The words alone, those of pictures among them, a line for each block: for search and excerpts."""
    parts: list[str] = []
    in_sign = False  # of a footnote: it says nothing
    in_formula = False  # its source says what it is
    for event in events:
        if isinstance(event, Start | End) and event.name == "math":
            in_formula = isinstance(event, Start)
            parts.append(event.attrs.get("alttext", "") if isinstance(event, Start) else "")
        elif in_formula:
            continue
        elif isinstance(event, Start | End) and event.name == "a":
            in_sign = isinstance(event, Start) and event.attrs.get("class") in FOOTNOTE_SIGNS
        elif in_sign:
            continue
        elif isinstance(event, Text):
            parts.append(event.words)
        elif event.name in BLOCKS:
            parts.append("\n")
        elif isinstance(event, Start) and event.name == "img":
            parts.append(event.attrs.get("alt", ""))
        elif event.name in ("td", "th"):
            parts.append(" ")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
