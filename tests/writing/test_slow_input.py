"""R27: no text of the longest length takes more than a second."""

import gc
import time
from collections.abc import Callable
from itertools import pairwise
from string import ascii_lowercase

import nh3
import pytest

from tests.writing.corpora import load, outside
from writing import formulas
from writing.diff import diff
from writing.events import Text
from writing.highlight import LANGUAGES, LONGEST, LONGEST_LINE, _lexer, highlight
from writing.html import LONGEST_HTML, clean_html
from writing.render import MAX_CHARACTERS, render, render_comment

MOST = 1.0  # seconds
FLAT = "<p>word</p>" * 9_000
DEEP = "<ul><li>" * 1_000
ORDINARY = 0.036  # seconds that `ordinary_work` takes on a quiet machine
TRIES = 10
REST = 1.0  # seconds before the second try, twice as many before the third: what others do beside it comes in bursts

PATTERNS = [
    "[", "![", "[a](", "[a](<b", "*a **a ", "**a _", "`" , "a`b``", "> ", "- ", "1. a\n   ", "|a|\n|-|\n", "|a", "<", "<!--", "<a ",
    "&", "&#", "\\", "@", "@a", "@a.", "http://", "https://a.b/(", "- [ ] ", "#", "# a\n", "```\n", "~~", "[x]: a\n", "a\n===\n",
    "<https://a", "*_", "a@", "\t", "](", "((", "@a-", "ﷺ", "e\u0301",
]  # fmt: skip


def seconds(work: Callable[[str], object], text: str) -> float:
    """Of the processor. What takes too long is measured again, as on a quiet machine."""
    took = processor_seconds(work, text)
    return took if took < MOST else quickest(work, text)


def quickest(work: Callable[[str], object], text: str) -> float:
    """The first of ten that is quick enough, or the quickest of them, by how slow the machine is just then.

    A text that is slow is slow each time; what other processes of the tests do to the memory that all share passes.
    What the tests have in memory is none of the renderer's: the collector does not walk through it meanwhile.
    """
    took: list[float] = []
    gc.collect()
    gc.freeze()
    try:
        while not took or (took[-1] >= MOST and len(took) < TRIES):
            time.sleep(REST * len(took))
            before = ordinary_work()
            spent = processor_seconds(work, text)
            took.append(spent / max(1.0, min(before, ordinary_work()) / ORDINARY))
    finally:
        gc.unfreeze()
    return min(took)


def processor_seconds(work: Callable[[str], object], text: str) -> float:
    """Of this thread: what others that earlier tests left behind do is none of the renderer's."""
    started = time.thread_time()
    work(text)
    return time.thread_time() - started


def ordinary_work() -> float:
    """Seconds for making and reading 100,000 small things, and some thousand elements by the library that cleans HTML:
    what waits for memory waits longer than what counts while another process of the tests is busy.
    """
    started = time.thread_time()
    sum(len(str(number)) for number in range(100_000))
    nh3.clean(FLAT)
    nh3.clean(DEEP)  # such a tree waits for memory longer than a flat one
    return time.thread_time() - started


def burn(text: str) -> None:
    end = time.thread_time() + float(text)
    while time.thread_time() < end:
        pass


@pytest.fixture
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.MOST", 0.02)
    monkeypatch.setattr(f"{__name__}.REST", 0.001)


@pytest.mark.usefixtures("briefly")
def test_what_is_slow_would_be_found() -> None:
    assert seconds(burn, "0.2") >= 0.02


@pytest.mark.usefixtures("briefly")
def test_what_was_slow_while_the_machine_was_busy_is_not_slow() -> None:
    busy = iter(["0.2"] * 5)
    assert seconds(lambda _: burn(next(busy, "0")), "") < 0.02


@pytest.mark.parametrize("pattern", PATTERNS)
def test_repeated(pattern: str) -> None:
    text = (pattern * MAX_CHARACTERS)[:MAX_CHARACTERS]
    assert seconds(render, text) < MOST
    assert seconds(render_comment, text) < MOST


def test_addresses_below_the_limit() -> None:
    text = "https://a.b/(" * 300
    assert seconds(render, text.ljust(MAX_CHARACTERS, "(")) < MOST


@outside
def test_collected() -> None:
    slow = {}
    for case in load("markdown_pathological.json"):
        text = assembled(case)[:MAX_CHARACTERS]
        if (took := seconds(render, text)) >= MOST:
            slow[case["name"]] = took
    assert slow == {}


def assembled(case: dict) -> str:
    return "".join(part * times for part, times in case["parts"])


@pytest.mark.parametrize(
    "pattern", ["<div>", "<table><tr><td>", "<b><i>", "<a href=x>", "<ul><li>", "</p>", "<p", "<h1>a</h2>", "<pre>"]
)
def test_foreign_html(pattern: str) -> None:
    text = (pattern * LONGEST_HTML)[:MAX_CHARACTERS]
    assert seconds(clean_html, text) < MOST


CODE = ["(", "{", "'", '"', "/*", "//", "<", "<!--", "a", "a ", "\\", "$", "${", "#", "=", "-", "\n", "0", "@", "/", "`", "[", "'''", "<%", "{{"]  # fmt: skip


# One name for each lexer: many have several.
BY_LEXER = {type(_lexer(name)): name for name in sorted(LANGUAGES, reverse=True)}


@pytest.mark.parametrize("language", sorted(BY_LEXER.values()))
def test_code(language: str) -> None:
    slow = {}
    for pattern in CODE:
        line = (pattern * LONGEST_LINE)[:LONGEST_LINE].strip() or "x"
        code = f"{line}\n" * (LONGEST // (len(line) + 1))
        if (took := seconds(lambda text: highlight(text, language), code)) >= MOST:
            slow[pattern] = took
    assert slow == {}


@pytest.mark.parametrize("code", ["x" * (LONGEST_LINE + 1), "x\n" + "\n" * 101, "x" + " " * 101 + "y", "x\n" * LONGEST])
def test_what_is_no_code_stays_plain(code: str) -> None:
    assert highlight(code, "python") == [Text(code)]


def test_many_pieces_of_code() -> None:
    piece = "```python\n" + "def f(x): return [x, 'a', 1]  # c\n" * 30 + "```\n"
    assert seconds(render, (piece * 100)[:MAX_CHARACTERS]) < MOST


def test_a_difference() -> None:
    old, new = ("".join(f"{word} " for word in range(start, start + 6000)) for start in (0, 3000))
    assert seconds(lambda _: diff(old, new), "") < MOST
    assert seconds(lambda _: diff("a b " * 8000, "b a " * 8000), "") < MOST
    assert seconds(lambda _: diff("a\n" * 16000, "b\na\n" * 8000), "") < MOST


# --- with formulas switched on ------------------------------------------------------------------------------------

# The slowest of sixty commands, one that means nothing, and dollars that may begin a formula and begin none.
FORMULA = ["x'", "x^2", "\\LaTeX ", "\\nosuch "]
DOLLARS = ["$a", "$$a\n", "> > > $$a\n", "$5 "]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formulas, "is_on", lambda: True)


def slow(text: str, *ways: Callable[[str], object]) -> list[str]:
    """The ways that take too long, with what takes longest among ordinary words behind it."""
    full = (text + "\n\n" + "*a **a " * MAX_CHARACTERS)[:MAX_CHARACTERS]
    return [repr(way) for way in ways if seconds(way, full) >= MOST]


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("piece", FORMULA)
def test_as_many_formulas_as_are_drawn(piece: str) -> None:
    most = formulas.MOST_DOLLARS // 2
    short = piece * max(1, formulas.MOST_CHARACTERS // most // len(piece))
    long = piece * ((formulas.LONGEST - 2) // len(piece))
    assert slow(f"${short}$ " * most, render, clean_html) == []
    assert slow(f"${long}$ " * (formulas.MOST_CHARACTERS // len(long)), render, clean_html) == []


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("piece", DOLLARS)
def test_as_many_dollars_as_are_looked_at(piece: str) -> None:
    most = formulas.MOST_DOLLARS // piece.count("$")
    assert slow((piece + "a\n" * 40) * most, render, render_comment) == []


# Each step twice the last: seventeen are as much as is written in a second, a thousand characters are more than the world.
GROWING = {
    "def": "".join(f"\\def\\{b}{{{{\\{a}\\{a}}}}}" for a, b in pairwise(ascii_lowercase[:18])) + "\\r",
    "newcommand": "".join(f"\\newcommand{{\\{b}}}{{{{\\{a}\\{a}}}}}" for a, b in pairwise(ascii_lowercase[:18]))
    + "\\r",
    "sideset": "\\sideset{_a}{_b}" * 16 + "\\sum",
    "sideset in braces": "\\sideset{_a}{_b}{" * 16 + "x" + "}" * 16,
}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("source", GROWING.values(), ids=GROWING)
def test_a_formula_that_grows_while_it_is_read_is_not_drawn(source: str) -> None:
    assert len(source) < formulas.LONGEST
    assert seconds(render, f"${source}$") < MOST
    assert "<math" not in render(f"${source}$").html
