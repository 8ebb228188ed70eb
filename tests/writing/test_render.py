"""What people write becomes what they meant, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from writing import mentions
from writing.diff import diff
from writing.html import LONGEST_HTML, clean_html
from writing.pictures import Shape
from writing.render import MAX_CHARACTERS, TooLong, render, render_comment


def people(handles: Iterable[str]) -> dict[str, str]:
    return {handle: f"/@{handle}/" for handle in handles if handle != "nobody"}


def test_paragraphs_emphasis_and_line_breaks() -> None:
    assert render("one *two*\nthree").html.strip() == "<p>one <em>two</em><br>\nthree</p>"


def test_html_is_shown_as_it_was_typed() -> None:
    assert render("<b>x</b><script>a()</script>").html == "<p>&lt;b&gt;x&lt;/b&gt;&lt;script&gt;a()&lt;/script&gt;</p>"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:a()",
        "data:text/html,x",
        "vbscript:x",
        " javascript:a()",
        "java\tscript:a()",
        "\x01javascript:a()",
        "\u200bjavascript:a()",
        "x:y",
        "steam://run",
    ],
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
    assert render("# a", first_heading=2).html == "<h2>a</h2>"


def test_tables_scroll_in_a_region_of_their_own_and_keep_their_alignment() -> None:
    html = render("|a|b|c|\n|--|--:|:-:|\n|1|2|3|").html
    assert html.startswith('<div class="table" role="region" aria-label="Table: a, b, c" tabindex="0"><table>')
    assert '<th scope="col" class="num">b</th>' in html
    assert '<td class="num">2</td>' in html
    assert '<td class="mid">3</td>' in html
    assert "style=" not in html


def test_no_two_regions_of_a_text_have_one_name() -> None:
    html = render("|a|\n|-|\n|1|\n\nand\n\n|a|\n|-|\n|2|").html
    assert 'aria-label="Table: a"' in html
    assert 'aria-label="Table: a (2)"' in html
    assert 'aria-label="Table"' in clean_html("<table><tr><td>1</td></tr></table>").html


def test_boxes_of_a_list() -> None:
    html = render("- [ ] call\n- [x] write to @ines\n- [y] no").html
    assert '<li class="task">☐ call</li>' in html
    assert '<li class="task">☑ write to @ines</li>' in html
    assert "<li>[y] no</li>" in html


def test_code_can_be_reached_by_keyboard() -> None:
    assert '<pre tabindex="0" dir="ltr"><code>' in render("    x").html
    assert '<code dir="ltr">x</code>' in render("`x`").html


def test_code_is_highlighted_on_the_server() -> None:
    assert '<span class="hl-keyword">def</span>' in render("```python\ndef f(): pass\n```").html
    assert "hl-" not in render("```no-such-language\ndef f(): pass\n```").html
    assert "hl-keyword" in clean_html('<pre class="lang-py s-code-block"><code>def f(): pass</code></pre>').html


def test_long_code_stays_plain() -> None:
    assert "hl-" not in render("```python\n" + "x = 1\n" * 2000 + "```").html


def test_mentions_of_people_who_exist() -> None:
    told = render("@Ines, @nobody and `@dorrie` [@pau](https://x.example)", people=people)
    assert told.mentions == ("ines",)
    assert '<a class="mention" href="/@ines/">@Ines</a>' in told.html
    assert "@nobody" in told.text


@pytest.mark.parametrize("text", ["a@ines.example", "me@ines", "/@ines", "https://x.example/@ines", "@@ines"])
def test_what_only_looks_like_a_mention(text: str) -> None:
    assert render(text, people=people).mentions == ()


def test_one_text_cannot_call_everybody() -> None:
    assert len(render(" ".join(f"@person{n}" for n in range(50)), people=people).mentions) == mentions.MOST


def test_mentions_are_asked_for_once_and_in_lower_case() -> None:
    asked: list[frozenset[str]] = []

    def note(handles: frozenset[str]) -> dict[str, str]:
        asked.append(handles)
        return {}

    render("@Ines @ines @Pau-2", people=note)
    render("nobody here", people=note)
    assert asked == [frozenset({"ines", "pau-2", "pau"})]


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("/t/1/", True),
        ("#p2", True),
        ("?page=2", True),
        ("http://localhost:8000/t/1/", True),
        ("http://localhost:8000", True),
        ("http://localhost:8000@evil.example/", False),
        ("//evil.example/", False),
        ("/\\evil.example/", False),
        ("https://evil.example/", False),
    ],
)
def test_a_link_to_us_carries_no_mark(address: str, ours: bool) -> None:
    html = clean_html(f'<a href="{address}">x</a>').html
    assert ("rel=" not in html) == ours


SHAPE = Shape(name="a" * 22, width=1600, height=900, widths=(480, 960, 1600))


def test_a_picture_that_may_stand_here() -> None:
    html = render(f"![two piles](/pictures/{SHAPE.name})", shapes={SHAPE.name: SHAPE}).html
    files = {kind: f"/pictures/{SHAPE.name}/960.{kind} 960w" for kind in ("avif", "webp", "jpg")}
    assert all(file in html for file in files.values())
    assert html.startswith(
        f'<p><a class="picture" href="/pictures/{SHAPE.name}/1600.jpg"><picture><source type="image/avif"'
    )
    assert f'<img src="/pictures/{SHAPE.name}/960.jpg"' in html
    assert 'width="1600" height="900" alt="two piles" loading="lazy" decoding="async"></picture></a></p>' in html


def test_a_picture_for_which_there_was_little_time_has_no_avif() -> None:
    shape = replace(SHAPE, avif=False)
    html = render(f"![x](/pictures/{shape.name})", shapes={shape.name: shape}).html
    assert ("avif" in html, "/960.webp 960w" in html) == (False, True)


def test_a_picture_in_a_link_is_no_second_link() -> None:
    html = render(f"[![x](/pictures/{SHAPE.name})](https://example.org)", shapes={SHAPE.name: SHAPE}).html
    assert html.count("<a ") == 1


def test_a_moving_picture_stands_still_for_whoever_asked_for_less_motion() -> None:
    shape = replace(SHAPE, moves=True)
    html = render(f"![x](/pictures/{shape.name})", shapes={shape.name: shape}).html
    assert '<source media="(prefers-reduced-motion: no-preference)" type="image/webp"' in html
    assert "moving.webp" not in html.split("<img")[1]


def test_a_picture_that_may_not_stand_here_is_words() -> None:
    for elsewhere in (
        "/accounts/logout/",
        f"/pictures/../{SHAPE.name}",
        "//x.example/media/a",
        f"/pictures/{'b' * 22}",
        "",
    ):
        assert "<img" not in clean_html(f'<img src="{elsewhere}" srcset="//x.example/a 2x" alt="x">').html
        assert "<img" not in render(f"![x]({elsewhere})", shapes={SHAPE.name: SHAPE}).html


def test_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(TooLong):
        render("a" * (MAX_CHARACTERS + 1))
    with pytest.raises(TooLong):
        clean_html("a" * (LONGEST_HTML + 1))


def test_made_safe_twice_is_the_same() -> None:
    once = render("# a\n\n> b `c` **d** [e](https://f.example)\n\n1. g\n2. h").html
    assert clean_html(once).html == once


def test_a_comment_has_quotations_and_no_other_blocks() -> None:
    made = render_comment("# a\n- b\n\n> c *d*\n\ne").html
    assert made == "<p># a<br>\n- b</p>\n<blockquote>\n<p>c <em>d</em></p>\n</blockquote>\n<p>e</p>"


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
