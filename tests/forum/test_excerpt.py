"""The first words of a topic in lists are sentences."""

from forum import words
from writing.render import render


def excerpt(markdown: str) -> str:
    return words.excerpt(render(markdown).html)


def test_a_table_and_code_are_left_out() -> None:
    body = "There is 140 left.\n\n| Card | Owed |\n|---|--:|\n| A | 3,150 |\n\n```\nA 140 * 3150\n```\n\nWhat first?"
    assert excerpt(body) == "There is 140 left. What first?"


def test_where_there_is_nothing_else_they_are_what_there_is() -> None:
    assert excerpt("| Card | Owed |\n|---|--:|\n| A | 3,150 |") == "Card Owed A 3,150"


def test_long_words_are_cut() -> None:
    assert len(excerpt("what " * 100)) == words.EXCERPT
    assert excerpt("what " * 100).endswith("…")
