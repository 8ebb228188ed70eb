"""What a reader unfolds, and footnotes: safe, found by search, and not given away in a list."""

from __future__ import annotations

import re

import pytest

from forum.words import excerpt
from writing.html import clean_html
from writing.render import render, render_comment

HIDDEN = '<details class="folded"><summary>Hidden until you open it</summary>'


# --- folds -----------------------------------------------------------------------------------------------------------


def test_a_quotation_that_begins_with_a_mark_is_a_spoiler() -> None:
    html = render("> ! They paid **all** of it.\n> ! In the end.\n>\n> ! Really.").html
    assert html.startswith(HIDDEN)
    assert "<strong>all</strong>" in html
    assert "!" not in html
    assert html.endswith("</details>")


@pytest.mark.parametrize("words", ["> Plain", "> ![a](https://x.example/y.png)", "> Not ! here", "!a\n", "\\> ! a"])
def test_what_does_not_begin_with_it_is_none(words: str) -> None:
    assert "<details" not in render(words).html


def test_one_inside_a_quotation_hides_itself_alone() -> None:
    html = render("> He said\n>\n> > ! the end\n>\n> and left").html
    assert html.index("<blockquote>") < html.index(HIDDEN) < html.index("</details>") < html.index("and left")


def test_a_note_says_what_is_ahead_in_its_writers_words_and_no_more() -> None:
    html = render("::: note Self-harm <b>\nWords.\n\n- one\n:::\n\nAfter.").html
    assert "<summary>What is ahead: Self-harm &lt;b&gt;</summary>" in html
    assert html.endswith("</details>\n<p>After.</p>")


def test_without_words_and_without_an_end_it_is_still_a_fold() -> None:
    html = render("::: note\nWords.").html
    assert "<summary>Something that not everybody wants to read</summary>" in html
    assert html.count("<details") == html.count("</details>") == 1


@pytest.mark.parametrize("opening", ["::: warning x", ":: note x", "::: notes", ":::"])
def test_other_fences_are_words(opening: str) -> None:
    assert "<details" not in render(f"{opening}\nWords.\n:::").html


def test_a_short_text_has_none() -> None:
    assert "<details" not in render_comment("::: note x\nWords.\n:::").html


@pytest.mark.parametrize(
    "html",
    [
        '<blockquote class="spoiler"><p>The end</p></blockquote>',
        '<blockquote class="x spoiler"><p>The end</p></blockquote>',
        "<details><p>The end</p></details>",
        '<details open class="folded" ontoggle="a()"><p>The end</p></details>',
    ],
)
def test_what_came_from_elsewhere_folded_is_folded(html: str) -> None:
    assert clean_html(html).html.replace("\n", "") == f"{HIDDEN}<p>The end</p></details>"


def test_a_summary_from_elsewhere_stays() -> None:
    html = clean_html("<details><summary>The log</summary><p>x</p></details>").html
    assert html == '<details class="folded"><summary>The log</summary><p>x</p></details>'


def test_quotations_from_elsewhere_that_do_not_fit_together_do_no_harm() -> None:
    html = clean_html('<blockquote class="spoiler"><blockquote>a</blockquote></blockquote></blockquote>b').html
    assert html.count("<details") == html.count("</details>")
    assert html.count("<blockquote") == html.count("</blockquote")


def test_search_finds_what_is_folded_and_a_list_does_not_show_it() -> None:
    rendered = render("Before.\n\n> ! the butler\n\nAfter.")
    assert "butler" in rendered.text
    assert excerpt(rendered.html) == "Before. After."


# --- footnotes -------------------------------------------------------------------------------------------------------


def ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', html)


def test_a_footnote_leads_there_and_back() -> None:
    html = render("I waited[^1], twice[^1].\n\n[^1]: Six *weeks*.").html
    assert len(ids(html)) == len(set(ids(html))) == 3
    led = re.findall(r'href="#([^"]+)"', html)
    assert set(led) == set(ids(html))
    assert html.count('aria-label="Back to where it is said"') == 2
    assert "Six <em>weeks</em>." in html


def test_two_texts_of_a_page_have_footnotes_of_their_own() -> None:
    one, two = (render(f"{words}[^1]\n\n[^1]: Note.").html for words in ("One", "Two"))
    assert not set(ids(one)) & set(ids(two))


def test_its_sign_is_no_word() -> None:
    assert render("I waited[^a].\n\n[^a]: Six weeks.").text == "I waited.\nSix weeks."


@pytest.mark.parametrize("words", ["x[^9]", "x^[y]", "[^1]: alone", "`[^1]`\n\n[^1]: y"])
def test_what_leads_nowhere_is_none(words: str) -> None:
    assert "<sup>" not in render(words).html


@pytest.mark.parametrize(
    "html",
    [
        '<p id="main">x</p>',
        '<a id="fn1x" href="/y">x</a>',
        '<a id="login" href="/y">x</a>',
        '<li id="fn1\n">x</li>',
        '<sup id="fn1">x</sup>',
    ],
)
def test_no_other_id_comes_through(html: str) -> None:
    assert ids(clean_html(html).html) == []
