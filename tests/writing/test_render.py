"""What people write becomes what they meant, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from writing.diff import diff
from writing.html import clean_html
from writing.render import MAX_MENTIONS, render, render_comment


def people(handles: Iterable[str]) -> dict[str, str]:
    return {handle: f"/@{handle}/" for handle in handles if handle != "nobody"}


def test_paragraphs_emphasis_and_line_breaks() -> None:
    assert render("one *two*\nthree").html.strip() == "<p>one <em>two</em><br>\nthree</p>"


def test_html_is_shown_as_it_was_typed() -> None:
    assert (
        render("<b>x</b><script>a()</script>").html == "<p>&lt;b&gt;x&lt;/b&gt;&lt;script&gt;a()&lt;/script&gt;</p>\n"
    )


@pytest.mark.parametrize(
    "link", ["javascript:a()", "data:text/html,x", "vbscript:x", " javascript:a()", "java\tscript:a()"]
)
def test_links_that_run_something_are_not_links(link: str) -> None:
    assert "href" not in render(f"[x]({link})").html
    assert "href" not in clean_html(f'<a href="{link}">x</a>').html


def test_links_of_others_carry_no_weight() -> None:
    assert 'rel="nofollow noopener ugc"' in render("https://x.example/").html


def test_a_picture_from_elsewhere_is_a_link_and_loads_nothing() -> None:
    for html in (
        render("![a cat](https://x.example/cat.png)").html,
        clean_html('<img src="https://x.example/cat.png" alt="a cat">').html,
    ):
        assert "<img" not in html
        assert (
            '<a href="https://x.example/cat.png" rel="nofollow noopener ugc">a cat (picture at x.example)</a>' in html
        )


def test_a_picture_inside_a_link_is_its_words() -> None:
    html = clean_html('<a href="https://x.example/"><img src="https://x.example/c.png" alt="a cat"></a>').html
    assert html == '<a href="https://x.example/" rel="nofollow noopener ugc">a cat</a>'


@pytest.mark.parametrize(
    ("written", "levels"),
    [("# a\n## b\n### c", "345"), ("### a\n# b", "33"), ("# a\n#### b", "34"), ("## a\n## b", "33")],
)
def test_headings_follow_the_page(written: str, levels: str) -> None:
    html = render(written).html
    assert "".join(html[place + 2] for place in range(len(html)) if html.startswith("<h", place)) == levels


def test_headings_of_the_opening_post_start_at_two() -> None:
    assert render("# a", first_heading=2).html == "<h2>a</h2>\n"


def test_tables_scroll_in_a_region_of_their_own_and_keep_their_alignment() -> None:
    html = render("|a|b|\n|--|--:|\n|1|2|").html
    assert html.startswith('<div class="table" role="group" tabindex="0" aria-label="Table"><table>')
    assert '<td class="align-end">2</td>' in html
    assert "style=" not in html


def test_code_is_highlighted_on_the_server() -> None:
    assert '<span class="hl-k">def</span>' in render("```python\ndef f(): pass\n```").html
    assert "hl-" not in render("```no-such-language\ndef f(): pass\n```").html


def test_mentions_of_people_who_exist() -> None:
    told = render("@Ines, @nobody and `@dorrie` [@pau](https://x.example)", people=people)
    assert told.mentions == ("ines",)
    assert '<a href="/@ines/" rel="nofollow noopener ugc">@Ines</a>' in told.html
    assert "@nobody" in told.text


@pytest.mark.parametrize("text", ["a@ines.example", "me@ines", "https://x.example/@ines", "@@ines", "@i"])
def test_what_only_looks_like_a_mention(text: str) -> None:
    assert render(text, people=people).mentions == ()


def test_one_text_cannot_call_everybody() -> None:
    assert len(render(" ".join(f"@person{n}" for n in range(50)), people=people).mentions) == MAX_MENTIONS


def test_a_comment_has_no_blocks() -> None:
    assert render_comment("# a\n- b\n> c *d*").html == "<p># a<br>\n- b<br>\n&gt; c <em>d</em></p>"


def test_the_plain_words() -> None:
    assert render("# A\n\none **two**\n\n- three\n- four").text == "A\none two\nthree\nfour"


def test_imported_html_keeps_what_it_was() -> None:
    html = '<p>a <sup>2</sup></p>\n<blockquote>\n<p>q</p>\n</blockquote>\n<ol start="3">\n<li>x</li>\n</ol>\n<hr>'
    assert clean_html(html).html == html


@pytest.mark.parametrize(
    "html",
    [
        "<p style='color:red'>x</p>",
        "<p id=top>x</p>",
        "<p class=btn>x</p>",
        "<p onclick=a()>x</p>",
        "<form><p>x</p></form>",
    ],
)
def test_imported_html_brings_no_looks_ids_or_handlers(html: str) -> None:
    assert clean_html(html).html.strip() == "<p>x</p>"


def test_a_diff_is_by_word_and_safe() -> None:
    assert diff("one two\n<b>\n", "one 2\n<b>\n") == "one <del>two</del><ins>2</ins>\n&lt;b&gt;\n"


def test_a_diff_of_nothing() -> None:
    assert diff("same", "same") == "same"
    assert diff("", "new") == "<ins>new</ins>"


def test_a_long_passage_is_shown_whole() -> None:
    before, after = "a " * 2000, "b " * 2000
    assert diff(before, after) == f"<del>{before}</del><ins>{after}</ins>"
