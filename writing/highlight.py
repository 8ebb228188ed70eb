"""Colours for code, on the server, in a dozen classes that `static/css/components/code.css` knows."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, Token, _TokenType
from pygments.util import ClassNotFound

from writing.events import End, Event, Start, Text

# Lexers are made for what people write: their time grows with the square of a line's length or of a gap's. So only
# what looks like code is coloured; the rest stays plain.
LONGEST = 4_000  # characters, in one text: a hundred lines
LONGEST_LINE = 300
LONGEST_GAP = 100  # blanks and empty lines
_GAP = re.compile(rf"\s{{{LONGEST_GAP + 1},}}")
# By name, because among Pygments' six hundred some are slow on any hostile input; these were tried.
LANGUAGES = frozenset(
    "bash c c++ cpp css diff django docker dockerfile go golang html http ini java javascript js json "
    "kotlin kt lua make makefile markdown md nginx perl php pl powershell py python python3 r rb ruby rs rust sass "
    "scala scss sh shell sql swift toml ts typescript vb xml yaml yml zsh".split()
)
# The nearest ancestor decides.
KINDS: dict[_TokenType, str] = {
    Comment: "hl-comment",
    Keyword: "hl-keyword",
    Name.Tag: "hl-keyword",
    Operator.Word: "hl-keyword",
    String: "hl-string",
    Number: "hl-number",
    Literal: "hl-number",
    Keyword.Constant: "hl-number",
    Name.Function: "hl-name",
    Name.Class: "hl-name",
    Name.Decorator: "hl-name",
    Name.Attribute: "hl-name",
    Name.Builtin: "hl-builtin",
    Name.Exception: "hl-builtin",
    Name.Variable: "hl-builtin",
    Generic.Inserted: "hl-inserted",
    Generic.Deleted: "hl-deleted",
    Generic.Heading: "hl-comment",
    Generic.Subheading: "hl-comment",
}
CLASSES = set(KINDS.values())


def highlight(code: str, language: str) -> list[Event]:
    """The code in coloured spans; one plain Text when the language is unknown or the code is no code."""
    lexer = _lexer(language.casefold()) if _is_plausible(code) else None
    if lexer is None:
        return [Text(code)]
    spans = ((_kind(kind), words) for kind, words in lexer.get_tokens(code))
    events: list[Event] = []
    for kind, run in groupby(spans, key=lambda span: span[0]):
        words = Text("".join(words for _, words in run))
        events += [Start("span", {"class": kind}), words, End("span")] if kind else [words]
    return events


def _is_plausible(code: str) -> bool:
    lines = code.split("\n")
    return len(code) <= LONGEST and max(map(len, lines)) <= LONGEST_LINE and not _GAP.search(code)


@lru_cache(maxsize=128)
def _lexer(language: str) -> Lexer | None:
    if language not in LANGUAGES:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _kind(kind: _TokenType) -> str:
    while kind is not Token:
        if kind in KINDS:
            return KINDS[kind]
        kind = kind.parent
    return ""
