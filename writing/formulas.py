"""Formulas in TeX as MathML, where the community has them switched on: `$x^2$` in a line, `$$` … `$$` as a line of its own.

"$5 and $6" is money: a formula has no blank beside its dollars, no letter or figure outside them, and does not begin as
an amount does unless something in it says that it is none. What does not parse is shown as it was typed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from writing.events import End, Event, Start, Text

LONGEST = 1_000  # characters of one formula
MOST_CHARACTERS = 8_000  # of all formulas in a text; what comes after them is shown as it was typed
MOST_DOLLARS = 600  # in a text with more there are no formulas: drawing them would take more than a second
DEEPEST = 24  # elements in each other
DEEPEST_BRACES = 24  # before it is parsed: the parser calls itself for each
# What makes more of a formula than is written: commands of one's own, which grow with every one that uses another.
_GROWS = re.compile(r"\\(?:[a-z]*(?:def|command|environment)|let|Declare[A-Za-z]*)(?![A-Za-z])")
_TWICE = r"\sideset"  # the parser takes what stands beside it twice: in each other they grow as well
# Classes of the <code> between Markdown and the last wall.
CLASSES = FORMULA, DISPLAYED = "formula", "formula-line"

_INLINE = re.compile(r"\$\$(?P<line>(?:\\.|[^$\\])+?)\$\$|\$(?![\s$])(?P<words>(?:\\.|[^$\\\n])+?)(?<!\s)\$(?![\w$])")
_CLOSING = re.compile(r"\$\$[^\S\n]*(?:\n|\Z)")
_AMOUNT = re.compile(r"[\d.,]+(?:\s|[^\W\d_]{2,}|$)|[\d.,]+\s*[-–/]")
_NO_AMOUNT = re.compile(r"[\\^_=<>{}+*]")

# Elements with the number of their children, None for any; and attributes with what they may say.
ELEMENTS: dict[str, int | None] = {
    "math": None, "mrow": None, "mi": 0, "mn": 0, "mo": 0, "mtext": 0, "mspace": 0, "mstyle": None, "mphantom": None,
    "mfrac": 2, "msqrt": None, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
    "mtable": None, "mtr": None, "mtd": None,
}  # fmt: skip
ATTRIBUTES = {
    "display": {"block", "inline"},
    "mathvariant": {"normal"},
    "stretchy": {"true", "false"},
    "fence": {"true", "false"},
    "accent": {"true", "false"},
    "displaystyle": {"true", "false"},
    "form": {"prefix", "postfix", "infix"},
    "columnalign": {"left", "right", "center"},
    "linethickness": {"0"},
    "scriptlevel": {"0", "1", "2"},
}


def _switched_off() -> bool:
    return False


is_on: Callable[[], bool] = _switched_off  # the app that knows the community says how it asks it (members/apps.py)


def wanted(text: str) -> bool:
    """Are there formulas to look for, and not so many that they take long?"""
    return 1 < text.count("$") <= MOST_DOLLARS and is_on()


# --- finding them -----------------------------------------------------------------------------------------------


def _found(text: str, place: int) -> re.Match[str] | None:
    """The formula that begins with the dollar at `place`."""
    if place and (text[place - 1].isalnum() or text[place - 1] in "\\$"):
        return None
    found = _INLINE.match(text, place)
    if found is None or len(found[0]) > LONGEST:
        return None
    words = found["words"]
    is_money = words is not None and _AMOUNT.match(words) and not _NO_AMOUNT.search(words)
    return None if is_money else found


def formula_plugin(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("escape", FORMULA, _in_a_line)
    parser.add_render_rule(FORMULA, _drawn)
    if "fence" in parser.block.ruler.get_active_rules():
        parser.block.ruler.before("fence", FORMULA, _lines, {"alt": ["paragraph", "blockquote", "list"]})


def _in_a_line(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    found = _found(state.src, state.pos)
    if found is None or found.end() > state.posMax:
        return False
    if not silent:
        token = state.push(FORMULA, "code", 0)
        token.content = found["line"] or found["words"]
        token.markup = "$$" if found["line"] else "$"
    state.pos = found.end()
    return True


def _lines(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    """From a line that begins with two dollars to the one that ends with them, within a paragraph's lines."""
    source, begin = state.src, state.bMarks[start] + state.tShift[start]
    if not source.startswith("$$", begin) or state.is_code_block(start):
        return False
    end = source.find("$", begin + 2)
    is_closed = begin + 2 < end <= begin + LONGEST and _CLOSING.match(source, end)
    line = start
    while is_closed and state.eMarks[line] < end:
        line += 1
        if line == last or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
    if is_closed and not silent:
        state.line = line + 1
        lines = [
            source[state.bMarks[at] + state.tShift[at] : state.eMarks[at]].strip() for at in range(start, line + 1)
        ]
        opening = state.push("paragraph_open", "p", 1)
        opening.map = [start, state.line]
        token = state.push(FORMULA, "code", 0)
        token.content, token.markup, token.map = "\n".join(lines)[2:-2].strip(), "$$", [start, state.line]
        state.push("paragraph_close", "p", -1)
    return bool(is_closed)


def _drawn(renderer: RendererProtocol, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[place]
    kind = DISPLAYED if token.markup == "$$" else FORMULA
    return f'<code class="{kind}">{html.escape(token.content)}</code>'


def in_words(words: str) -> Iterator[Event]:
    """What was written elsewhere as HTML has its formulas in its words."""
    last = place = 0
    while (place := words.find("$", place)) >= 0:
        found = _found(words, place)
        if found is None:
            place += 2 if words.startswith("$$", place) else 1
            continue
        yield Text(words[last:place])
        yield Start("code", {"class": DISPLAYED if found["line"] else FORMULA})
        yield Text(found["line"] or found["words"])
        yield End("code")
        last = place = found.end()
    yield Text(words[last:])


# --- drawing them -----------------------------------------------------------------------------------------------


def drawn(source: str, *, is_line: bool) -> list[Event]:
    """The formula as MathML that says its source to whoever cannot see it; [] where it does not parse."""
    source = source.strip()
    if not source or len(source) > LONGEST or _depth(source) > DEEPEST_BRACES or _grows(source):
        return []
    try:
        made = convert_to_element(source)
        inner = [event for child in made for event in _events(child, 1)]
    except Exception:
        return []
    attrs = {"display": "block" if is_line else "inline", "alttext": source}
    return [Start("math", attrs), *inner, End("math")]


def _grows(source: str) -> bool:
    return _GROWS.search(source) is not None or source.count(_TWICE) > 1


def _depth(source: str) -> int:
    deepest = depth = 0
    for sign in re.sub(r"\\[{}]", "", source):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    return max(deepest, source.count(r"\left"), source.count(r"\begin"), source.count(r"\sqrt") // 2)


def _events(element: Element, depth: int) -> Iterator[Event]:
    """Only what draws: no link, no style, no class. A command that nobody knows is not drawn as its name."""
    children = list(element)
    name = element.tag if element.tag in ELEMENTS else "mrow"
    count = ELEMENTS[name]
    words = html.unescape(element.text or "")
    if depth > DEEPEST or "\\" in words or (count is not None and count != len(children)):
        raise ValueError(element.tag)
    attrs = {key: said for key, said in element.attrib.items() if said in ATTRIBUTES.get(key, ())}
    yield Start(name, attrs)
    if words.strip() or name == "mtext":
        yield Text(words)
    for child in children:
        yield from _events(child, depth + 1)
    yield End(name)
