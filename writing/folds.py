"""What a reader unfolds: `>! a spoiler`, as Stack Exchange and Reddit write it, and a note on what is ahead.

::: note What it is about
Words that not everybody wants to meet.
:::
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.container import container_plugin

NOTE, SPOILER = "note", "spoiler"
LONGEST_NOTE = 120  # characters of what it is about

_NOTE = re.compile(r"\s*(?:note|spoiler)(?:\s+(?P<words>\S.*))?\s*\Z")
_MARK = re.compile(r"^!(?!\[)[ \t]?", re.MULTILINE)


def fold_plugin(parser: MarkdownIt) -> None:
    container_plugin(parser, NOTE, validate=_is_note, render=_drawn)
    parser.core.ruler.before("inline", SPOILER, _spoilers)


def _is_note(params: str, *_more: object) -> bool:
    return bool(_NOTE.match(params))


def _drawn(renderer: RendererProtocol, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """The words of the note are its writer's: escaped, without Markdown."""
    token = tokens[place]
    if token.nesting < 0:
        return "</details>\n"
    words = _NOTE.match(token.info)
    about = ((words and words["words"]) or "")[:LONGEST_NOTE]
    kind = NOTE if token.info.split()[0] == NOTE else SPOILER
    summary = Token("summary", "summary", 0, attrs={"title": about} if about else {})
    return f'<details class="{kind}"{renderer.renderAttrs(summary)}>\n'  # type: ignore[attr-defined]


def _spoilers(state: StateCore) -> None:
    """A quotation whose first words begin with `!` is one."""
    open_quotes: list[Token | None] = []
    for place, token in enumerate(state.tokens):
        if token.type == "blockquote_open":
            open_quotes.append(token if _begins_with_mark(state.tokens, place) else None)
            if open_quotes[-1] is not None:
                token.tag = "details"
                token.attrSet("class", SPOILER)
        elif token.type == "blockquote_close":
            if open_quotes.pop() is not None:
                token.tag = "details"
        elif token.type == "inline" and open_quotes and open_quotes[-1] is not None:
            token.content = _MARK.sub("", token.content)


def _begins_with_mark(tokens: Sequence[Token], place: int) -> bool:
    first = tokens[place + 1 : place + 3]
    return [token.type for token in first] == ["paragraph_open", "inline"] and bool(_MARK.match(first[1].content))
