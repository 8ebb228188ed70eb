"""Stars beside signs and scripts that CommonMark did not think of."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from tests.writing import corpora
from writing import markdown
from writing.render import render, render_comment


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重要です。**次", "<strong>重要です。</strong>次"),
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("これは**(重要)**です", "これは<strong>(重要)</strong>です"),
        ("**注意:**次", "<strong>注意:</strong>次"),
        ("**重要！**next", "<strong>重要！</strong>next"),
        ("*强调。*后面", "<em>强调。</em>后面"),
        ("~~消す。~~次", "<s>消す。</s>次"),
        ("**중요(重要)**는", "<strong>중요(重要)</strong>는"),
        ("**สำคัญ!**ต่อไป", "<strong>สำคัญ!</strong>ต่อไป"),
        ("**“quoted”**text", "<strong>“quoted”</strong>text"),
        ("text**“quoted”**", "text<strong>“quoted”</strong>"),
        ("**«cité»**suite", "<strong>«cité»</strong>suite"),
        ("**Wait…**then", "<strong>Wait…</strong>then"),
        ("*one **two**… three*", "<em>one <strong>two</strong>… three</em>"),
        ("**二重***三重*", "<strong>二重</strong><em>三重</em>"),
    ],
)
def test_they_begin_and_end(text: str, html: str) -> None:
    assert html in render(text).html
    assert html in render_comment(text).html


@pytest.mark.parametrize("text", ["2 * 3 * 4", "** 重要。 **次", "“ * ” * x", "。 * 次 *", 'a*"b"*c', "__重要。__次"])
def test_what_is_no_emphasis_stays_so(text: str) -> None:
    html = render(text).html
    assert "<em>" not in html
    assert "<strong>" not in html


@corpora.outside
def test_the_examples_of_the_standard_come_out_as_before() -> None:
    ours, theirs = markdown.full(linkify=False), MarkdownIt("commonmark", {"html": False, "breaks": True})
    theirs.enable(["table", "strikethrough"])
    examples = corpora.load("commonmark_0.31.2_examples.json")
    other = [one["number"] for one in examples if _signs(ours, one["markdown"]) != _signs(theirs, one["markdown"])]
    assert len(examples) > 600
    assert other == []


def _signs(parser: MarkdownIt, text: str) -> list[str]:
    """The elements of a text; where links lead is asked elsewhere."""
    inside = [child for token in parser.parse(text) for child in [token, *(token.children or [])]]
    return [token.type for token in inside]
