"""From harmless HTML to ours: headings in order, tables and code that a keyboard reaches, no image from a stranger,
mentions as links.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from writing import formulas, mentions, our_words, pictures, walls
from writing.events import End, Event, Start, Text, plain, read, write
from writing.folds import NOTE, SPOILER
from writing.highlight import LONGEST, highlight
from writing.links import REL_OUTSIDE, host_of, is_ours, leading
from writing.mentions import People
from writing.pictures import Shapes
from writing.walls import FOOTNOTE

HEADING = 3  # a post stands under the page's h1 and a section's h2

MOST_HEADS = 200  # events in which the heads of a table must end
LONGEST_LABEL = 80  # characters

_LANGUAGE = re.compile(r"\b(?:language|lang)-([\w+#-]+)")
_TASK = re.compile(r"\s*\[([ xX])\]\s")
_ALIGN = re.compile(r"text-align:\s*(right|end|center)")


@dataclass(frozen=True, slots=True)
class Rendered:
    """`html` is safe to show as it is. `text` has the words alone. `mentions` are the handles that were found."""

    html: str
    text: str
    mentions: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()  # the addresses of pictures elsewhere, which are links


def finish(
    html: str,
    *,
    first_heading: int = HEADING,
    people: People | None = None,
    shapes: Shapes | None = None,
    found_in_words: bool = False,
) -> Rendered:
    """Any HTML, shaped and made safe. `people` gives the addresses of mentioned members, in one question; `shapes` are
    the pictures that may stand here. Of HTML from elsewhere the formulas are looked for in its words (`found_in_words`).
    """
    events = read(walls.first(html))
    if found_in_words and ((wanted := formulas.wanted(html)) or any(name in html for name in formulas.CLASSES)):
        events = list(_with_formulas(events, wanted=wanted))
    mentioned = _mentioned(events, people)
    with override(settings.LANGUAGE_CODE):  # what is kept; `our_words.shown` says them as the reader does
        mark = hashlib.sha256(html.encode()).hexdigest()[:8]
        shape = _Shape(first_heading, mentioned, shapes or {}, mark)
        shaped = shape.shape(events)
    return Rendered(
        html=walls.last(write(shaped)).strip(),
        text=plain(shaped),
        mentions=tuple(mentioned),
        strangers=tuple(shape.strangers),
    )


def _mentioned(events: list[Event], people: People | None) -> dict[str, str]:
    return mentions.whom((event.words for event in _outside_code(events)), people) if people else {}


def _outside_code(events: Iterable[Event]) -> Iterator[Text]:
    depth = 0
    for event in events:
        if isinstance(event, Text):
            if not depth:
                yield event
        elif event.name in ("a", "code", "pre"):
            depth += 1 if isinstance(event, Start) else -1


def _with_formulas(events: list[Event], *, wanted: bool) -> Iterator[Event]:
    """Formulas of HTML from elsewhere; nothing there is one because it says so."""
    inside = 0
    for event in events:
        if wanted and isinstance(event, Text) and not inside and "$" in event.words:
            yield from formulas.in_words(event.words)
            continue
        if isinstance(event, Start) and event.attrs.get("class") in formulas.CLASSES:
            del event.attrs["class"]
        if not isinstance(event, Text) and event.name in ("a", "code", "pre"):
            inside += 1 if isinstance(event, Start) else -1
        yield event


class _Shape:
    """One walk over the events. `mark`: of this text, so that its footnotes are not those of another on the page."""

    def __init__(self, heading: int, mentioned: Mapping[str, str], shapes: Shapes, mark: str) -> None:
        self.heading, self.mentioned, self.shapes, self.mark = heading, mentioned, shapes, mark
        self.out: list[Event] = []
        self.strangers: list[str] = []
        self.levels: list[int] = []  # of the headings that stand open above this place
        self.links: list[str] = []  # of open <a>; "" where it leads nowhere
        self.code = 0
        self.folds: list[bool] = []  # of open quotations: is it one to unfold?
        self.tables: Counter[str] = Counter()  # labels
        self.to_colour = LONGEST  # characters of code
        self.to_draw = formulas.MOST_CHARACTERS

    def shape(self, events: list[Event]) -> list[Event]:
        place = 0
        while place < len(events):
            place = self._one(events, place)
        return self.out

    def _one(self, events: list[Event], place: int) -> int:
        match events[place]:
            case Start("pre"):
                return self._pre(events, place)
            case Start("code", {"class": formulas.FORMULA | formulas.DISPLAYED as kind}):
                return self._formula(events, place, is_line=kind == formulas.DISPLAYED)
            case Start("table"):
                self._table(events, place)
            case Start("img", attrs):
                self._image(attrs)
            case Start("a", {"href": href} as attrs) if FOOTNOTE.fullmatch(href.removeprefix("#")) and href[0] == "#":
                self._footnote(href, attrs)
            case Start("a", attrs):
                self._link(attrs)
            case End("a"):
                self._end_link()
            case Start(name, _) if _is_heading(name):
                self.out.append(Start(self._open_heading(int(name[1]))))
            case End(name) if _is_heading(name):
                self.out.append(End(f"h{self._level()}"))
            case Start("li", {"id": name}):
                self.out.append(Start("li", {"id": self._marked(name)}))
            case Start("li"):
                return self._item(events, place)
            case Start("details", attrs):
                self._fold()
                self._open_summary(attrs, has_own=_is(events, place + 1, "summary"))
            case Start("blockquote", {"class": names}) if SPOILER in names.split():
                self.folds.append(True)
                self._fold()
                self._summary(str(our_words.HIDDEN))
            case Start("blockquote"):
                self.folds.append(False)
                self.out.append(Start("blockquote"))
            case End("blockquote"):
                self.out.append(End("details" if self.folds and self.folds.pop() else "blockquote"))
            case event:
                self._plain(event)
        return place + 1

    # --- words, links, images ---

    def _plain(self, event: Event) -> None:
        match event:
            case Text(words) if not self.code and not self.links:
                self.out += self._with_mentions(words)
            case Start("code"):
                self.code += 1
                self.out.append(Start("code", {"dir": "ltr"}))
            case End("code"):
                self.code -= 1
                self.out.append(event)
            case Start("strike"):
                self.out.append(Start("s"))
            case End("strike"):
                self.out.append(End("s"))
            case Start("td" | "th", attrs):
                self.out.append(_cell(event.name, attrs))
            case End("table"):
                self.out += [event, End("div")]
            case _:
                self.out.append(event)

    def _with_mentions(self, words: str) -> Iterator[Event]:
        for piece, address in mentions.linked(words, self.mentioned):
            if address:
                yield from (Start("a", {"class": "mention", "href": address}), Text(piece), End("a"))
            else:
                yield Text(piece)

    def _link(self, attrs: dict[str, str]) -> None:
        href = leading(attrs.get("href", ""))
        self.links.append(href)
        if href:
            self.out.append(Start("a", _leading(href) | {k: v for k, v in attrs.items() if k == "title"}))

    def _end_link(self) -> None:
        if self.links and self.links.pop():
            self.out.append(End("a"))

    def _image(self, attrs: dict[str, str]) -> None:
        src, alt = attrs.get("src", "").strip(), attrs.get("alt", "").strip()
        if shape := pictures.find(self.shapes, src):
            self.out += pictures.drawn(shape, alt, linked=bool(self.links))
            return
        there = "" if pictures.name_of(src) else leading(src)
        host = host_of(there)
        label = alt or str(our_words.PICTURE)
        if self.links or not host:
            self.out.append(Text(label))
        else:
            where = str(our_words.PICTURE_AT) % {"host": host}
            self.out += [Start("a", _leading(there)), Text(f"{label} ({where})"), End("a")]
        if host:
            self.strangers.append(src)

    # --- footnotes and folds ---

    def _footnote(self, href: str, attrs: dict[str, str]) -> None:
        """The sign in the text, or the way back to it."""
        kept = {"href": "#" + self._marked(href[1:])}
        if "id" in attrs:
            self.out.append(Start("a", kept | {"id": self._marked(attrs["id"]), "class": "footnote"}))
        else:
            self.out.append(Start("a", kept | {"class": "back", "aria-label": str(our_words.BACK)}))
        self.links.append(href)

    def _marked(self, name: str) -> str:
        kind, number = ("fnref", name[5:]) if name.startswith("fnref") else ("fn", name[2:])
        return f"{kind}-{self.mark}-{number.replace(':', '-')}"

    def _fold(self) -> None:
        self.out.append(Start("details", {"class": "folded"}))

    def _open_summary(self, attrs: dict[str, str], *, has_own: bool) -> None:
        """What came from elsewhere may have one of its own."""
        about = attrs.get("title", "")
        if NOTE in attrs.get("class", "").split():
            self._summary(str(our_words.AHEAD) % {"words": about} if about else str(our_words.UNSAID))
        elif not has_own:
            self._summary(about or str(our_words.HIDDEN))

    def _summary(self, words: str) -> None:
        self.out += [Start("summary"), Text(words), End("summary")]

    # --- headings: the first is `heading`, and none skips a level ---

    def _open_heading(self, level: int) -> str:
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        return f"h{self._level()}"

    def _level(self) -> int:
        return min(self.heading + len(self.levels) - 1, 6)

    # --- lists, tables, code ---

    def _item(self, events: list[Event], place: int) -> int:
        """`[ ]` and `[x]` at the start of an item are boxes."""
        opens = place + 2 if _is(events, place + 1, "p") else place + 1
        words = events[opens] if opens < len(events) else None
        match = _TASK.match(words.words) if isinstance(words, Text) else None
        if not match or not isinstance(words, Text):
            self.out.append(Start("li"))
            return place + 1
        box = "☐ " if match[1] == " " else "☑ "
        self.out += [Start("li", {"class": "task"}), *events[place + 1 : opens], Text(box)]
        self.out += self._with_mentions(words.words[match.end() :])
        return opens + 1

    def _table(self, events: list[Event], place: int) -> None:
        label = self._label(events, place)
        region = {"class": "table", "role": "region", "aria-label": label, "tabindex": "0"}
        self.out += [Start("div", region), Start("table")]

    def _label(self, events: list[Event], place: int) -> str:
        """A name for the region: its column heads, and a number where two are alike."""
        near = events[place + 1 : place + 1 + MOST_HEADS]
        end = next((i for i in range(len(near)) if _is(near, i, "thead", "table", end=True)), 0)
        heads = ", ".join(plain(near[:end]).split("\n"))[:LONGEST_LABEL] if _is(near, end, "thead", end=True) else ""
        label = str(our_words.TABLE_OF) % {"heads": heads} if heads else str(our_words.TABLE)
        self.tables[label] += 1
        return label if self.tables[label] == 1 else f"{label} ({self.tables[label]})"

    def _pre(self, events: list[Event], place: int) -> int:
        end, depth = place, 0
        while end < len(events):
            event = events[end]
            if not isinstance(event, Text) and event.name == "pre":
                depth += 1 if isinstance(event, Start) else -1
            if not depth:
                break
            end += 1
        inside = events[place : min(end, len(events))]
        code = "".join(e.words for e in inside if isinstance(e, Text))
        coloured = highlight(code, _language(inside)) if len(code) <= self.to_colour else [Text(code)]
        self.to_colour -= len(code)
        self.out += [Start("pre", {"tabindex": "0", "dir": "ltr"}), Start("code"), *coloured, End("code"), End("pre")]
        return end + 1

    def _formula(self, events: list[Event], place: int, *, is_line: bool) -> int:
        """MathML; of one that does not parse, or is one too many, its source."""
        end = place + 1
        while end < len(events) and not _is(events, end, "code", end=True):
            end += 1
        source = "".join(event.words for event in events[place:end] if isinstance(event, Text))
        self.to_draw -= len(source)
        made = formulas.drawn(source, is_line=is_line) if self.to_draw >= 0 else []
        sign = "$$" if is_line else "$"
        self.out += made or [Start("code", {"dir": "ltr"}), Text(f"{sign}{source}{sign}"), End("code")]
        return end + 1


def _is_heading(name: str) -> bool:
    return len(name) == 2 and name[0] == "h" and name[1] in "123456"


def _is(events: list[Event], place: int, *names: str, end: bool = False) -> bool:
    event = events[place] if place < len(events) else None
    return isinstance(event, End if end else Start) and event.name in names


def _leading(href: str) -> dict[str, str]:
    return {"href": href} if is_ours(href) else {"href": href, "rel": REL_OUTSIDE}


def _cell(name: str, attrs: dict[str, str]) -> Start:
    kept = {key: attrs[key] for key in ("colspan", "rowspan") if attrs.get(key, "").isdigit()}
    if name == "th":
        kept["scope"] = "col"
    if align := _ALIGN.search(attrs.get("style", "")):
        kept["class"] = "mid" if align[1] == "center" else "num"
    return Start(name, kept)


def _language(inside: list[Event]) -> str:
    """The language that `<pre>` or `<code>` names."""
    classes = " ".join(e.attrs.get("class", "") for e in inside if isinstance(e, Start) and e.name in ("pre", "code"))
    found = _LANGUAGE.search(classes)
    return found[1] if found else ""
