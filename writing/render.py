"""Markdown to safe HTML, once, on save."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from writing.rendered import MAX_CHARACTERS, RENDERER_VERSION, Rendered
from writing.sanitise import HIGHLIGHT, safe, words

__all__ = ["MAX_CHARACTERS", "RENDERER_VERSION", "People", "Rendered", "render", "render_comment"]

# handles (lower case) → the address of each person who exists
People = Callable[[Iterable[str]], Mapping[str, str]]

MENTION = re.compile(r"(?<![\w@/.&-])@([A-Za-z0-9][A-Za-z0-9_-]{1,29})(?![\w@])")
MAX_MENTIONS = 10  # in one text: more is a way to bother people
ALIGNED = {"text-align:right": "align-end", "text-align:center": "align-center"}


def render(markdown: str, *, people: People | None = None, first_heading: int = 3) -> Rendered:
    """Safe HTML of a text whose headings start at `first_heading`; `people` resolves mentions in one call."""
    return _rendered(_BLOCKS, markdown, people, first_heading)


def render_comment(markdown: str, *, people: People | None = None) -> Rendered:
    """A short remark: emphasis, code, links and mentions; no blocks."""
    return _rendered(_INLINE, markdown, people, 6)


def _rendered(parser: MarkdownIt, markdown: str, people: People | None, first_heading: int) -> Rendered:
    env: dict[str, Any] = {"people": {}}
    source = markdown[:MAX_CHARACTERS]
    tokens = parser.parse(source, env) if parser is _BLOCKS else parser.parseInline(source, env)
    named = _handles(tokens)
    env["people"] = dict(people(named)) if people and named else {}
    html = parser.renderer.render(tokens, parser.options, env)
    clean = safe(html if parser is _BLOCKS else f"<p>{html}</p>", first_heading=first_heading)
    return Rendered(clean, words(clean), tuple(handle for handle in named if handle in env["people"]))


def _handles(tokens: Sequence[Token]) -> list[str]:
    inline = (child for token in tokens for child in token.children or ())
    return list(dict.fromkeys(child.meta["handle"] for child in inline if child.type == "mention"))[:MAX_MENTIONS]


def _find_mentions(state: StateCore) -> None:
    """Cuts @handle out of text that is neither code nor inside a link."""
    for token in state.tokens:
        if token.type != "inline" or not token.children or "@" not in token.content:
            continue
        found: list[Token] = []
        links = 0
        for child in token.children:
            links += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            found.extend([child] if links or child.type != "text" else _cut(child))
        token.children = found


def _cut(text: Token) -> list[Token]:
    parts: list[Token] = []
    end = 0
    for match in MENTION.finditer(text.content):
        parts.append(Token("text", "", 0, content=text.content[end : match.start()]))
        parts.append(Token("mention", "", 0, content=match[0], meta={"handle": match[1].lower()}))
        end = match.end()
    parts.append(Token("text", "", 0, content=text.content[end:]))
    return parts


def _align(state: StateCore) -> None:
    """Alignment of table cells as a class: styles are not allowed anywhere."""
    for token in state.tokens:
        style = token.attrs.pop("style", None) if token.type in {"td_open", "th_open"} else None
        if name := ALIGNED.get(str(style)):
            token.attrs["class"] = name
        if token.type == "th_open":
            token.attrs["scope"] = "col"


def _mention(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    address = env["people"].get(token.meta["handle"])
    return f'<a href="{escape(address)}">{escape(token.content)}</a>' if address else escape(token.content)


def _highlighted(code: str, language: str, attributes: str) -> str:
    try:
        lexer = get_lexer_by_name(language, stripnl=False) if language else None
    except ClassNotFound:
        lexer = None
    if lexer is None:
        return escape(code)
    return highlight(code, lexer, HtmlFormatter(nowrap=True, classprefix=HIGHLIGHT))


def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": True, "breaks": True, "highlight": _highlighted}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "linkify"])
    parser.core.ruler.push("mentions", _find_mentions)
    parser.core.ruler.push("alignment", _align)
    parser.add_render_rule("mention", _mention)
    return parser


_BLOCKS, _INLINE = _parser(), _parser()
