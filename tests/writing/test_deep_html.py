"""HTML from elsewhere, nested deeper than anybody writes: it is laid flat, and says the same."""

from __future__ import annotations

import pytest

from writing.html import DEEPEST, LONGEST_HTML, clean_html

BOXES = [("<blockquote>", "</blockquote>"), ("<ul><li>", "</li></ul>"), ("<DIV class='a'>", "</DIV>"), ("<b>", "</b>")]


def nested(times: int, begin: str, end: str) -> str:
    return "".join(f"{begin}w{number} " for number in range(times)) + "".join(f"{end} v{n}" for n in range(times))


@pytest.mark.parametrize(("begin", "end"), BOXES)
def test_every_word_stays_in_its_order(begin: str, end: str) -> None:
    made = clean_html(f"{nested(3 * DEEPEST, begin, end)}<p>after</p>")
    words = [
        *(f"w{number}" for number in range(3 * DEEPEST)),
        *(f"v{number}" for number in range(3 * DEEPEST)),
        "after",
    ]
    assert made.text.split() == words


def test_no_more_lie_within_each_other_and_what_follows_stands_outside() -> None:
    made = clean_html(f"{nested(3 * DEEPEST, '<blockquote>', '</blockquote>')}<p>after</p>").html
    depth = deepest = 0
    for piece in made.split("<")[1:]:
        depth += piece.startswith("blockquote") - piece.startswith("/blockquote")
        deepest = max(deepest, depth)
    assert (deepest, depth) == (DEEPEST, 0)
    assert made.endswith("<p>after</p>")


def test_the_end_of_what_never_began_makes_no_room() -> None:
    made = clean_html("<blockquote></span></div>" * 3 * DEEPEST + "words").html
    assert made.count("<blockquote>") == DEEPEST
    assert "words" in made


@pytest.mark.parametrize("times", [1, DEEPEST])
@pytest.mark.parametrize(("begin", "end"), BOXES)
def test_what_somebody_may_have_written_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, begin: str, end: str, times: int
) -> None:
    html = nested(times, begin, end)
    made = clean_html(html).html
    monkeypatch.setattr("writing.html._shallow", lambda html: html)
    assert made == clean_html(html).html


@pytest.mark.parametrize(
    "html",
    ["<li>one" * 1_000, "<p>one" * 1_000, "<p>one<br>two<hr>" * 1_000, "<table>" + "<tr><td>one<td>two" * 500, "</div>" * 900],
)  # fmt: skip
def test_many_after_each_other_are_not_within_each_other(monkeypatch: pytest.MonkeyPatch, html: str) -> None:
    made = clean_html(html).html
    monkeypatch.setattr("writing.html._shallow", lambda html: html)
    assert made == clean_html(html).html


@pytest.mark.parametrize("inside", ["script", "style"])
def test_what_is_no_words_does_not_become_some(inside: str) -> None:
    assert clean_html(f"{'<div>' * DEEPEST}<{inside}>no words</{inside}>words").text == "words"


@pytest.mark.parametrize("inside", ["script", "style"])
def test_what_is_left_out_may_leave_nothing_that_runs(inside: str) -> None:
    """What a tag stood between is together now, and is looked at after that."""
    html = "<div>" * DEEPEST + f"<{inside[:3]}<div>{inside[3:]}>words</{inside}>" + "<div onclick=x><a href=x>there</a>"
    made = clean_html(html).html
    assert f"<{inside}" not in made
    assert "onclick" not in made
    assert "there" in made


def test_as_much_of_it_as_is_taken() -> None:
    made = clean_html("<div>" * (LONGEST_HTML // 5 - 1) + "word")
    assert made.text == "word"
