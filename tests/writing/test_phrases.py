"""Phrases are met however they are written, and nothing else is. Touches no database."""

from __future__ import annotations

import pytest

from writing.phrases import found_in, phrase, says_enough

MET = [
    ("kill myself", "Some days I think of KILLING  myself."),
    ("want to die", "I just wanted to die"),
    ("end it all", "I might\nend it all tonight"),
    ("can't go on", "i cant go on like this"),
    ("cant go on", "I can’t go on."),
    ("self-harm", "about self harm and"),
    ("self harm", "about self-harm and"),
    ("self harm", "about selfharm and"),
    ("selfharm", "about self‑harm and"),
    ("suizid*", "Ich habe Suizidgedanken."),
    ("mich um*", "dass ich mich umbringen will"),
    ("J’ai envie de mourir", "j'ai envie de mourir"),
    ("no puedo más", "ya NO PUEDO MAS"),
    ("не хочу жить", "Я больше НЕ ХОЧУ ЖИТЬ!"),
    ("لا أريد أن أعيش", "أنا لا اريد ان اعيش"),
    ("मरना चाहता", "मैं मरना चाहता हूँ"),
    ("死にたい", "もう死にたいです"),
    ("자살", "자살하고 싶어요"),
    ("죽고 싶", "이제 죽고싶다"),
    ("อยากตาย", "ฉันอยากตายมาก"),
    ("od tonight", "I will od, tonight"),
    ("pills", "so many pi\u200blls here"),
    ("ｐｉｌｌｓ", "pills"),
    ("not to be", "to be or NOT to be"),
]


@pytest.mark.parametrize(("words", "text"), MET)
def test_what_is_met(words: str, text: str) -> None:
    assert found_in(text, [words]) == [words]


LEFT = [
    ("die", "the diet of a soldier"),
    ("kill myself", "killing time by myself"),
    ("want to die", "want, so to speak, to see it die"),
    ("suizid*", "ein Zid"),
    ("self harm", "harm self"),
    ("pills", "spills"),
    ("end it all", "in the end all of it"),
    ("死にたい", "死なない"),
    ("kill myself", ""),
    ("suicid*", "suici"),
]


@pytest.mark.parametrize(("words", "text"), LEFT)
def test_what_is_not(words: str, text: str) -> None:
    assert found_in(text, [words]) == []


def test_those_that_stand_in_it_in_their_order() -> None:
    assert found_in("pills, and no way out", ["no way out", "rope", "pills"]) == ["no way out", "pills"]


@pytest.mark.parametrize("words", ["", "  ", "…", "*", "a", "x*", "abc*", "死", "I’m", "**", "- '"])
def test_what_says_too_little(words: str) -> None:
    assert not says_enough(words)


@pytest.mark.parametrize("words", ["die", "自殺", "suic*", "end it all", "od tonight"])
def test_what_says_enough(words: str) -> None:
    assert says_enough(words)


@pytest.mark.parametrize(
    ("one", "other"), [("Kill  Myself", "kill myself"), ("self-harm", "self harm"), ("死に たい", "死にたい")]
)
def test_the_same_phrase_is_known_again(one: str, other: str) -> None:
    assert phrase(one).spelling == phrase(other).spelling != ""


def test_others_are_told_apart() -> None:
    assert len({phrase(words).spelling for words in ("pill", "pill*", "pills now", "pill now")}) == 4


def test_one_among_many_in_a_long_text() -> None:
    text = "I could not sleep and thought about the bills again. " * 300
    phrases = [f"phrase number {number}x" for number in range(150)] + [f"begin{number}*" for number in range(100)]
    assert found_in(text, [*phrases, "thought about the bill"]) == ["thought about the bill"]
