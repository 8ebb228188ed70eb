"""Formulas: drawn where the community wants them, never taken for money, never anything but a drawing."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from forum.actions.rerendering import rerender_all
from members.actions.community import change
from tests import cast, make
from tests.forum import say
from writing import formulas
from writing.html import clean_html
from writing.render import MAX_CHARACTERS, render, render_comment


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "is_on", lambda: True)


def test_one_in_a_line_and_one_of_its_own_say_their_source(on: None) -> None:
    made = render("So $x^2$ and\n\n$$\n\\frac{a}{b}\n$$")
    assert '<math display="inline" alttext="x^2"><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>' in made.html
    assert '<math display="block" alttext="\\frac{a}{b}">' in made.html
    assert made.text == "So x^2 and\n\\frac{a}{b}"
    assert "<msup>" in render_comment("$x^2$").html


def test_signs_of_markdown_within_one_are_its_own(on: None) -> None:
    html = render("$a_1 * b_2$ and $c_1*d$").html
    assert html.count("<math") == 2
    assert "<em>" not in html


MONEY = [
    "$5 and $6", "$5, $6 or $7", "US$5 and CA$6 and $7", "$100 or $200 per month", "$2 million to $3 million",
    "from $5–$10", "$12,50$ and more", "1$ and 2$", "$ x $", "$5/month, $50/year", "$x$5", "a$b$c",
]  # fmt: skip


@pytest.mark.parametrize("words", MONEY)
def test_money_is_no_formula(on: None, words: str) -> None:
    assert "<math" not in render(words).html
    assert "<math" not in clean_html(f"<p>{words}</p>").html


@pytest.mark.parametrize("words", ["`$x$`", "\\$x\\$", "```\n$x$\n```", "[x](https://example.org/$x$)"])
def test_code_addresses_and_escaped_dollars_are_none(on: None, words: str) -> None:
    assert "<math" not in render(words).html


@pytest.mark.parametrize("source", ["\\nosuch", "\\frac{1}", "x_{", "\\left( x", "{" * 30 + "x" + "}" * 30, "%"])
def test_what_does_not_parse_is_shown_as_it_was_typed(on: None, source: str) -> None:
    assert render(f"So ${source}$.").text == f"So ${source}$."
    assert "<math" not in render(f"So ${source}$.").html


HOSTILE = [
    "\\text{<script>alert(1)</script>}", "\\href{javascript:alert(1)}{x}", "\\style{background:url(//x)}{x}",
    "\\class{notice}{x}", "\\text{</math><img src=x onerror=alert(1)>}", "\\text{&lt;img src=x&gt;}", "\\unicode{x3c}",
]  # fmt: skip


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_but_a_drawing_comes_of_one(on: None, source: str) -> None:
    html = render(f"So ${source}$.").html
    for sign in ("<script", "<img", "href=", "style=", "class=", "</math><"):
        assert sign not in html


def test_what_comes_from_elsewhere_follows_and_cannot_say_that_it_is_one(on: None) -> None:
    html = clean_html('<p>So $x_1$, <code class="formula">y</code>, <code>$z$</code> <math><mi>w</mi></math></p>').html
    assert html.count("<math") == 1
    assert "<msub>" in html
    assert '<code dir="ltr">y</code>' in html


def test_switched_off_they_are_words(db: None) -> None:
    assert render("So $x^2$").html == "<p>So $x^2$</p>"
    assert "<math" not in clean_html('<p>$x$ <code class="formula">y</code></p>').html


@pytest.mark.parametrize("piece", ["$x$ ", "$$", "$a", "$$\n", "$x_{", "$\\frac{a}{b}$", "$" + "{" * 50])
def test_in_a_text_of_many_dollars_none_is_looked_for(on: None, piece: str) -> None:
    """What is left to do then is what any text takes; below it at most 300 are drawn, and 8,000 characters of them."""
    assert "<math" not in render((piece * MAX_CHARACTERS)[:MAX_CHARACTERS]).html
    longest = render("$" + "x" * 990 + "$ ").html.count("<math")
    assert longest == 1
    assert render(("$" + "x" * 990 + "$ ") * 12).html.count("<math") == 8
    assert "<math" not in render("$" + "x" * 1001 + "$").html


@pytest.mark.django_db
def test_the_switch_is_off_at_first_and_what_was_written_follows_it(client: Client) -> None:
    make.community()
    ines, admin = cast.ines(), make.admin()
    topic = say.ask(actor=ines, body="So $x^2$ for $5.")
    post = say.opening(topic)
    comment = say.comment(actor=ines, post=post, body="And $y$")
    other = say.answer(actor=ines, topic=topic, body="No formula.")
    assert "<math" not in post.html
    change(by=admin, values={"formulas": True})
    cache.clear()  # as when the change is committed
    assert rerender_all() == 2
    post.refresh_from_db()
    comment.refresh_from_db()
    assert "<msup>" in post.html
    assert "$5." in post.html
    assert "<math" in comment.html
    cache.clear()
    assert rerender_all() == 0
    assert "<math" in say.answer(actor=ines, topic=topic, body="Now $z$").html
    client.force_login(ines)
    assert "<math" in client.post(reverse("forum:preview"), {"body": "$x$"}).content.decode()
    change(by=admin, values={"formulas": False})
    cache.clear()
    rerender_all()
    post.refresh_from_db()
    assert "<math" not in post.html
    assert other.pk
