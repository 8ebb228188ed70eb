"""Where a mention may stand, and where it ends."""

from __future__ import annotations

import pytest

from writing import mentions
from writing.html import clean_html
from writing.render import render, render_comment

PEOPLE = {
    name: f"/@{name}/"
    for name in ("wilf", "marit", "marit-anne", "pau_2", "田中", "田中さくら", "민수", "สมชาย", "सीता", "စု", "o.k")
}


def people(handles: frozenset[str]) -> dict[str, str]:
    return {handle: PEOPLE[handle] for handle in handles if handle in PEOPLE}


@pytest.mark.parametrize(
    ("text", "said", "handle"),
    [
        ("@wilf.Thanks for it", "@wilf", "wilf"),
        ("@wilf. Thanks", "@wilf", "wilf"),
        ("@wilf...", "@wilf", "wilf"),
        ("@wilf..thanks", "@wilf", "wilf"),
        ("@wilf-thanks", "@wilf", "wilf"),
        ("@wilf's and @nobody’s", "@wilf", "wilf"),
        ("@Wilf’s", "@Wilf", "wilf"),
        ("@o.k said", "@o.k", "o.k"),
        ("@marit-anne-s", "@marit-anne", "marit-anne"),
        ("@marit-ann", "@marit", "marit"),
        ("@pau_2_", "@pau_2", "pau_2"),
        ("@wilfさん、ありがとう", "@wilf", "wilf"),
        ("@田中さん、ありがとう", "@田中", "田中"),
        ("@田中さくらさん", "@田中さくら", "田中さくら"),
        ("はい@田中さん", "@田中", "田中"),
        ("@민수야 고마워", "@민수", "민수"),
        ("@สมชายครับ", "@สมชาย", "สมชาย"),
        ("@सीता।", "@सीता", "सीता"),
        ("(@सीता)", "@सीता", "सीता"),
        ("@စု။", "@စု", "စု"),
        ("@wilf：", "@wilf", "wilf"),
        ("“@wilf”", "@wilf", "wilf"),
        ("@wilf…", "@wilf", "wilf"),
        ("@wilf—thanks", "@wilf", "wilf"),
        ("@wilf、@nobody", "@wilf", "wilf"),
    ],
)
def test_it_ends_where_the_longest_name_that_somebody_has_ends(text: str, said: str, handle: str) -> None:
    for make in (render, render_comment):
        told = make(text, people=people)
        assert told.mentions == (handle,)
        assert f'<a class="mention" href="/@{handle}/">{said}</a>' in told.html.replace("%", "%")
        assert told.text == make(text).text


@pytest.mark.parametrize(
    "text",
    [
        "@maritana",
        "@wilf2",
        "@wilfą",
        "me@wilf",
        "me.@wilf",
        "https://x.example/@wilf",
        "@@wilf",
        "@wil",
        "@ wilf",
        "@-wilf",
        "@सीत",
        "@सीताा",  # another vowel sign, another word
        "`@wilf`",
    ],
)
def test_what_is_nobodys_name_is_no_mention(text: str) -> None:
    told = render(text, people=people)
    assert told.mentions == ()
    assert "mention" not in told.html


def test_the_longer_name_alone_is_meant() -> None:
    told = render("@marit-anne", people=people)
    assert told.mentions == ("marit-anne",)
    assert "/@marit/" not in told.html


def test_a_name_in_capitals_that_grow_in_small_letters() -> None:
    told = render("@İİİ-wilf! ok", people=lambda handles: {"i̇i̇i̇": "/@iii/"})
    assert '<a class="mention" href="/@iii/">@İİİ</a>-wilf! ok' in told.html


def test_a_long_row_of_characters_asks_for_few_names() -> None:
    asked: list[frozenset[str]] = []

    def note(handles: frozenset[str]) -> dict[str, str]:
        asked.append(handles)
        return {}

    render(" ".join("@" + chr(0x4E00 + n) + "田" * 500 for n in range(30)), people=note)
    assert len(asked) == 1
    assert len(asked[0]) <= mentions.MOST * mentions.LONGEST
    assert max(map(len, asked[0])) <= mentions.LONGEST


def test_whom_rendered_words_call_is_read_from_the_html() -> None:
    told = render("@ines and @ines, `@wilf`, [@pau](/@pau/), and @nobody", people=lambda _handles: {"ines": "/@ines/"})
    assert mentions.addresses_in(told.html) == ["/@ines/"]


@pytest.mark.parametrize(
    "typed",
    [
        '<a class="mention" href="/@ines/">Ines</a>',
        "[Ines](/@ines/)",
        '<a href="/@ines/" title="x" class=mention>Ines</a>',
        '`<a class="mention" href="/@ines/">`',
    ],
)
def test_a_link_that_somebody_typed_calls_nobody(typed: str) -> None:
    for html in (render(typed, people=lambda _handles: {}).html, clean_html(typed).html):
        assert mentions.addresses_in(html) == []
