"""Words that are said otherwise in what somebody typed."""

from __future__ import annotations

import pytest

from writing.replacing import replaced

INSTEAD = {"payday loan*": "short loan", "junkie": "somebody who uses", "crazy": "hard"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("A payday loan.", "A short loan."),
        ("PAYDAY  \n LOANS", "short loan"),
        ("They called me a Junkie!", "They called me a somebody who uses!"),
        ("junkies", "junkies"),
        ("non-junkie", "non-somebody who uses"),
        ("crazycrazy", "crazycrazy"),
        ("https://a.example/crazy and crazy", "https://a.example/crazy and hard"),
        ("`crazy` and crazy", "`crazy` and hard"),
        ("```\ncrazy\n```\ncrazy", "```\ncrazy\n```\nhard"),
        ("[crazy](https://a.example/crazy)", "[hard](https://a.example/crazy)"),
        ("", ""),
    ],
)
def test_whole_words_outside_addresses_and_code(typed: str, said: str) -> None:
    assert replaced(typed, INSTEAD) == said


def test_the_longer_words_come_first_and_nothing_is_said_twice() -> None:
    assert replaced("bad bank", {"bad": "good", "bad bank": "bad lender"}) == "bad lender"
    assert replaced("a b", {"a": "b", "b": "c"}) == "b c"


def test_signs_of_patterns_are_signs() -> None:
    assert replaced("a.b a+b", {"a.b": "1"}) == "1 a+b"
    assert replaced("axb", {"a.b": "1"}) == "axb"


def test_nothing_chosen_changes_nothing() -> None:
    assert replaced("crazy", {}) == "crazy"
