"""Where an address ends in a sentence, and where a link leads."""

from __future__ import annotations

import pytest

from writing.html import clean_html
from writing.render import render, render_comment

ADDRESS = "https://x.example/a"


@pytest.mark.parametrize(
    "sign", [*"”“…—’‘»«。、，！？；：」』）】›।؟،။", ".", ",", "!", ":", ")", "–", "*", "”.", ".”", "’s", "…»"]
)
def test_an_address_ends_before_the_words_around_it(sign: str) -> None:
    for make in (render, render_comment):
        told = make(f"See {ADDRESS}{sign} and on")
        assert f'href="{ADDRESS}"' in told.html, sign
        assert f">{ADDRESS}</a>" in told.html
        assert told.text == f"See {ADDRESS}{sign} and on"


@pytest.mark.parametrize(
    "text",
    [f"{ADDRESS}。次の文", f"（{ADDRESS}）です", f"“{ADDRESS}”", f"{ADDRESS}—and", f"「{ADDRESS}」と", f"({ADDRESS})"],
)
def test_no_space_is_needed(text: str) -> None:
    assert f'<a href="{ADDRESS}" rel="nofollow noopener ugc">{ADDRESS}</a>' in render(text).html


@pytest.mark.parametrize(
    "path",
    ["a_(b)", "a_(b)_(c)", "a_b", "a?b=c&d=e", "a#b", "a,b", "a's", "a~b", "a;b", "wiki/%E6%9D%B1", "a-b", "a:b"],
)
def test_signs_of_an_address_stay(path: str) -> None:
    href = f"https://x.example/{path}".replace("&", "&amp;")
    assert f'href="{href}"' in render(f"(see https://x.example/{path}).").html.replace("&#x27;", "'")


def test_a_word_that_follows_a_domain_at_once() -> None:
    assert (
        '<a href="https://x.example" rel="nofollow noopener ugc">https://x.example</a>を見て'
        in render("https://x.exampleを見て").html
    )


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://Österreich-hilft.example/", "https://xn--sterreich-hilft-7sb.example/"),
        ("https://ÖSTERREICH-HILFT.example/Ä", "https://xn--sterreich-hilft-7sb.example/%C3%84"),
        ("HTTPS://Example.ORG/Path", "https://example.org/Path"),
        ("https://faß.de/", "https://xn--fa-hia.de/"),
        ("https://例え。jp/x", "https://xn--r8jz45g.jp/x"),
        ("https://xn--fa-hia.de/", "https://xn--fa-hia.de/"),
        ("https://x.example:8080/Ä", "https://x.example:8080/%C3%84"),
        ("example.org", "https://example.org"),
        ("www.example.org/a?b#c", "https://www.example.org/a?b#c"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("Österreich-hilft.example", "https://xn--sterreich-hilft-7sb.example"),
        ("//example.org/x", "https://example.org/x"),
        ("me@example.org", "mailto:me@example.org"),
        ("/t/1/x/", "/t/1/x/"),
        ("#top", "#top"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("tel:+4912", "tel:+4912"),
    ],
)
def test_where_a_link_leads(typed: str, href: str) -> None:
    for make in (render, render_comment):
        assert f'<a href="{href}"' in make(f"[x]({typed})").html
    if ":8080/x" in typed:  # in HTML "example.org:" is a scheme, and none that we know
        assert "<a" not in clean_html(f'<a href="{typed}">x</a>').html
        return
    assert f'<a href="{href}"' in clean_html(f'<a href="{typed}">x</a>').html.replace("Ä", "%C3%84")


@pytest.mark.parametrize("typed", ["https://Österreich-hilft.example/x", "<https://Österreich-hilft.example/x>"])
def test_an_address_alone_keeps_its_words(typed: str) -> None:
    html = render(typed).html
    assert 'href="https://xn--sterreich-hilft-7sb.example/x"' in html
    assert ">https://Österreich-hilft.example/x</a>" in html


def test_an_address_shows_no_other_letters_than_were_typed() -> None:
    assert ">https://xn--pple-43d.example/</a>" in render("https://xn--pple-43d.example/").html


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc", "jAvAsCrIpT:x"]
)
def test_other_schemes_lead_nowhere(typed: str) -> None:
    assert "<a" not in render(f"[x]({typed})").html
    assert "<a" not in clean_html(f'<a href="{typed}">x</a>').html


@pytest.mark.parametrize("typed", ["README.md", "photo.jpg", "v1.2", "x"])
def test_names_of_files_are_no_hosts(typed: str) -> None:
    assert "https" not in render(f"[x]({typed})").html
