"""Words of ours in what people wrote are read in the reader's language, though it was rendered once; theirs stay theirs."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client, override_settings
from django.utils.translation import get_language, gettext, override

from tests import make
from writing import our_words
from writing.render import render

ALL = """
> ! The end of it.

::: note What happened to <me> & "her"
Words.
:::

::: spoiler
More.
:::

::: note
Even more.
:::

| a | b "c" |
|---|---|
| 1 | 2 |

| a | b "c" |
|---|---|
| 3 | 4 |

I waited[^1]. ![a cat](https://x.example/cat.png) ![](https://x.example:8080/dog.png)

[^1]: Six weeks.
"""
LANGUAGES = ("de", "fr", "es", "pt-br", "uk", "ar")
ENGLISH = ("Hidden until", "Something that not", "What is ahead", "Back to where", "Table", "picture")


@pytest.fixture(autouse=True)
def _asked_anew():
    our_words._changes.cache_clear()
    yield
    our_words._changes.cache_clear()


def in_language(code: str, html: str) -> str:
    with override(code):
        return our_words.shown(html)


class Outline(HTMLParser):
    """Every tag with its attributes, in order; what the words say apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _value in attrs)))


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_says_all_of_them(code: str) -> None:
    html = render(ALL).html
    for words in ENGLISH:
        assert words in html
    said = in_language(code, html)
    for words in ENGLISH:
        assert not re.search(rf"\b{words}\b", said), words
    assert Outline(said).tags == Outline(html).tags
    assert in_language("en", html) == html


def test_what_stands_within_them_stays() -> None:
    said = in_language("de", render(ALL).html)
    with override("de"):
        ahead, table = gettext("What is ahead: %(words)s"), gettext("Table: %(heads)s")
        hidden, at = gettext("Hidden until you open it"), gettext("picture at %(host)s")
    written, heads = 'What happened to &lt;me&gt; &amp; "her"', "a, b &quot;c&quot;"
    assert f"<summary>{ahead % {'words': written}}</summary>" in said
    assert f'aria-label="{table % {"heads": heads}}"' in said
    assert f'aria-label="{table % {"heads": heads + " (2)"}}"' in said
    assert said.count(f"<summary>{hidden}</summary>") == 2
    assert f"a cat ({at % {'host': 'x.example'}})</a>" in said


@pytest.mark.parametrize(
    "words",
    [
        "Hidden until you open it",
        "`<summary>Hidden until you open it</summary>`",
        "&lt;summary&gt;Hidden until you open it&lt;/summary&gt;",
        "    <summary>Hidden until you open it</summary>",
        "What is ahead: rain",
        '`<a href="#fnref-1" class="back" aria-label="Back to where it is said">`',
        '`<div class="table" role="region" aria-label="Table">`',
        "[Table](https://x.example)",
        "[a picture at x.example](https://x.example)",
        "[(picture at y.example)](https://x.example)",
        "(picture at x.example)",
        "> Somebody wrote: Table",
        "::: spoiler The table\nx\n:::",
    ],
)
def test_words_of_the_writer_stay_as_they_are(words: str, monkeypatch) -> None:
    monkeypatch.setattr(our_words, "_WHERE", re.compile(""))  # as if one of ours stood beside them
    html = render(words).html
    said = in_language("de", html)
    with override("de"):
        ours = gettext("Hidden until you open it")
    assert said == html
    assert ours not in said


@pytest.mark.parametrize(
    "words",
    [
        '[x](https://x.example "<summary>Hidden until you open it</summary>")',
        "![<summary>Hidden until you open it</summary>](https://x.example/a.png)",
        "| <summary>Hidden until you open it</summary> |\n|---|\n| 1 |",
        "::: spoiler <summary>Hidden until you open it</summary>\nx\n:::",
        '[(picture at x.example)](https://x.example "picture at x.example")',
    ],
)
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_that_is_typed_becomes_a_tag(words: str, code: str) -> None:
    html = render(words).html
    assert Outline(in_language(code, html)).tags == Outline(html).tags


class Hostile:
    """A sentence whose translation is no mere sentence."""

    def __str__(self) -> str:
        return "Hidden until you open it" if get_language() == "en" else '"><script>'


@pytest.mark.parametrize("place", [0, 3])
def test_a_translation_with_signs_of_html_does_no_harm(monkeypatch, place: int) -> None:
    html = render(ALL).html
    before, words, slots, after = our_words._PLACES[place]
    with override("en"):
        html = html.replace(str(words), "Hidden until you open it")
    monkeypatch.setattr(our_words, "_PLACES", [(before, Hostile(), slots, after)])
    said = in_language("de", html)
    assert "<script" not in said
    assert "&quot;&gt;&lt;script&gt;" in said
    assert Outline(said).tags == Outline(html).tags


@override_settings(LANGUAGE_CODE="de")
def test_what_is_kept_in_german_is_read_in_english_and_french() -> None:
    html = render(ALL).html
    assert "Hidden until you open it" not in html
    assert in_language("de", html) == html
    assert "Hidden until you open it" in in_language("en", html)
    with override("fr"):
        assert gettext("Hidden until you open it") in our_words.shown(html)


@override_settings(LANGUAGE_CODE="de")
def test_what_was_kept_in_english_before_a_host_chose_german_is_still_understood() -> None:
    with override_settings(LANGUAGE_CODE="en"):
        html = render("> ! The end.").html
    with override("fr"):
        assert gettext("Hidden until you open it") in our_words.shown(html)


@pytest.mark.django_db
def test_each_reader_of_a_topic_reads_them_in_their_language() -> None:
    make.community()
    topic = make.topic(body="> ! The end.")
    post = topic.posts.get(position=0)
    post.html = render("> ! The end.").html
    post.save(update_fields=["html"])
    kept = post.html
    with override("de"):
        german = gettext("Hidden until you open it")
    for code, words in (("de", german), ("en", "Hidden until you open it"), ("de", german)):
        client = Client()
        client.cookies["language"] = code
        page = client.get(topic.get_absolute_url()).content.decode()
        assert re.findall(r"<summary>([^<]*)</summary>\s*<p>The end", page) == [words]
        member = Client()
        member.force_login(make.member(reads_in=code))
        assert f"<summary>{words}</summary>" in member.get(topic.get_absolute_url()).content.decode()
    post.refresh_from_db()
    assert post.html == kept
