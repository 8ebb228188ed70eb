"""The Markdown parser: CommonMark with tables, footnotes and folds, and with what writers of all languages expect of stars and addresses."""

from __future__ import annotations

import re
from functools import cache

import mdurl
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.common.utils import isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from writing.folds import fold_plugin
from writing.formulas import formula_plugin
from writing.letters import UNSPACED
from writing.links import with_scheme

INLINE_RULES = [
    "backticks",
    "emphasis",
    "entity",
    "escape",
    "link",
    "image",
    "autolink",
    "newline",
    "strikethrough",
    "linkify",
]

# Signs that stand beside letters when a star is next to them: **重要です。**次 and **“quoted”**text are bold. ASCII's are
# as CommonMark has them.
_QUOTES = "“”„‟‘’‚‛«»‹›"
_BEGIN = re.compile(f"[{_QUOTES}〈《「『【〔（［｛｢]")
_END = re.compile(f"[{_QUOTES}…—–、。，．：；！？〉》」』】〕）］｝｡､｣।॥။၊།។៕]")
_UNSPACED = re.compile(f"[{UNSPACED}]")

# An address ends before these wherever they stand in it: they are the words around it.
_ENDS = re.compile("[“”„‟‘’‚‛«»‹›…—、。，！？；：（）「」『』【】〈〉《》〔〕｡､｢｣．،؛؟।॥။၊།។]")
# And before these where it would end with them.
_LAST = re.compile(r"[–*_~:·・]+\Z")
# A word that follows a domain at once, in a language without spaces.
_WORD_AT_ONCE = re.compile(rf"//[^/?#\s]*?\.[a-zA-Z]{{2,}}(?=[{UNSPACED}])")


class _Addresses(LinkifyIt):
    """Only whole addresses: "readme.md" and a neighbour's e-mail address are none."""

    def __init__(self) -> None:
        super().__init__(options={"fuzzy_link": False, "fuzzy_email": False})
        for scheme in ("http:", "https:"):
            self.add(scheme, {"validate": self._length})

    def _length(self, text: str, pos: int) -> int:
        """How long the address is whose "//" stands at `pos`; 0 for none."""
        found: int = self._validate_http(text, pos)
        while found and (shorter := _without_words(text[pos : pos + found])) < found:
            found = self._validate_http(text[: pos + shorter], pos)
        return found


def _without_words(address: str) -> int:
    if word := _WORD_AT_ONCE.match(address):
        return word.end()
    end = _ENDS.search(address) or _LAST.search(address)
    return end.start() if end else len(address)


class _Line(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """As CommonMark says, and beside quotes and scripts without spaces that it did not think of."""
        plain = super().scanDelims(start, canSplitWord)
        if not canSplitWord:
            return plain
        before = self.src[start - 1] if start else " "
        end = start + plain.length
        after = self.src[end] if end < self.posMax else " "
        opens = bool(_BEGIN.match(after) or _UNSPACED.match(before)) and not isWhiteSpace(ord(after))
        closes = bool(_END.match(before) or _UNSPACED.match(after)) and not isWhiteSpace(ord(before))
        return Scanned(plain.can_open or opens, plain.can_close or closes, plain.length)


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        line = _Line(src, md, env, tokens)
        self.tokenize(line)
        for rule in self.ruler2.getRules(""):
            rule(line)
        return line.tokens

    def skipToken(self, state: StateInline) -> None:
        """What was looked at once is known: `![![![` asks for each place again from every bracket before it."""
        past = state.cache.get(state.pos)
        if past is None:
            super().skipToken(state)
        else:
            state.pos = past


_HOST = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//[^/?#\\]*")


def encoded(address: str) -> str:
    """The address with what no address holds encoded; its host is left to `links.leading`."""
    address = with_scheme(address)
    host = _HOST.match(address)
    start = host.end() if host else 0
    return address[:start].replace(" ", "%20") + mdurl.encode(address[start:])


class _Markdown(MarkdownIt):
    def normalizeLink(self, url: str) -> str:
        return encoded(url)

    def normalizeLinkText(self, link: str) -> str:
        """An address as words: its letters are read, its host stays as it was typed."""
        return str(mdurl.decode(link, mdurl.DECODE_DEFAULT_CHARS + "%"))


_SIGNS = re.compile(r"([\\`*_\[\]<>])")


def as_words(said: str) -> str:
    """Markdown that says it as it is, whatever signs it has."""
    return _SIGNS.sub(r"\\\1", said)


@cache
def full(*, linkify: bool, formulas: bool = False) -> MarkdownIt:
    parser = _Markdown("commonmark", _options(linkify)).enable(["table", "strikethrough", "linkify"])
    return _ours(parser.use(footnote_plugin, inline=False).use(fold_plugin), formulas=formulas)


@cache
def short(*, linkify: bool, formulas: bool = False) -> MarkdownIt:
    return _ours(_Markdown("zero", _options(linkify)).enable([*INLINE_RULES, "blockquote"]), formulas=formulas)


def _options(linkify: bool) -> dict[str, bool]:
    """A line ends where its writer ended it. Tags that somebody types are words."""
    return {"html": False, "linkify": linkify, "breaks": True}


def _ours(parser: MarkdownIt, *, formulas: bool) -> MarkdownIt:
    if formulas:
        parser.use(formula_plugin)
    rules, last_rules = parser.inline.ruler, parser.inline.ruler2
    parser.inline = _Inline()
    parser.inline.ruler, parser.inline.ruler2 = rules, last_rules
    parser.linkify = _Addresses()
    return parser
