"""What the interface and the mails say: nobody owes, nothing runs, nobody wins, nothing is shouted."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_OURS = {"tests", "static", "var", "benchmarks", "findings", "docs", "migrations"}
WORDS_OF = {"_", "_lazy", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}

# What no sentence of ours says, and why.
RULES = {
    "an exclamation mark": r"!",
    "a debt": r"\b(you|we|they) owe\b|\bowe (it|us|them|somebody|the community)\b|\bin return\b|\bgive back\b|\bpay back\b",
    "a turn that is theirs": r"\byour turn\b",
    "a streak": r"\bstreaks?\b|\b(in|days) a row\b",
    "a race": r"\bleader ?boards?\b|\brac(e|es|ing)\b|\bwin(s|ner|ners|ning)?\b|\bbeat\b|\btop (helper|member|contributor|user)s?\b",
    "a score": r"\b(karma|badges?|level up|points earned|reputation|upvotes?)\b",
    "a pressure": r"don[’']t miss|\bmiss(ing)? out\b|\blast chance\b|\bact now\b|\bhurry up\b|\bonly \d+ left\b|\bwe miss you\b",
    "an offer": r"\b(upgrade|subscribe|buy|discount|sign up today|limited time)\b",
}
IN_TEMPLATES = (
    re.compile(r"{%\s*(?:translate|trans)\s+(?:\"([^\"]*)\"|'([^']*)')"),
    re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL),
    re.compile(r"_\(\"([^\"]*)\"\)"),
)


def in_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDS_OF:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def in_template(text: str) -> Iterator[str]:
    for pattern in IN_TEMPLATES:
        for found in pattern.finditer(text):
            yield re.sub(r"{[{%].*?[%}]}", "…", next(part for part in found.groups() if part is not None))


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of ours, and the file in which it stands."""
    for path in sorted(ROOT.glob("templates/**/*")):
        if path.suffix in (".html", ".txt"):
            yield from ((str(path.relative_to(ROOT)), one) for one in in_template(path.read_text()))
    for path in sorted(ROOT.glob("*/**/*.py")):
        parts = path.relative_to(ROOT).parts
        if not NOT_OURS & set(parts) and not parts[0].startswith("."):
            yield from ((str(path.relative_to(ROOT)), one) for one in in_python(path.read_text()))


def faults(sentence: str) -> list[str]:
    return [name for name, rule in RULES.items() if re.search(rule, sentence, re.IGNORECASE)]


def test_no_sentence_of_ours_says_it() -> None:
    said = list(sentences())
    assert len(said) > 2_000  # templates, code and mails
    assert {f"{where}: {one!r} has {fault}" for where, one in said for fault in faults(one)} == set()


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("Welcome!", "an exclamation mark"),
        ("You owe somebody an answer.", "a debt"),
        ("Somebody helped you. Would you give back?", "a debt"),
        ("It is your turn.", "a turn that is theirs"),
        ("Your streak ends today.", "a streak"),
        ("Three days in a row.", "a streak"),
        ("See who wins this week.", "a race"),
        ("Our top helpers", "a race"),
        ("You have a new badge.", "a score"),
        ("Don’t miss what happened.", "a pressure"),
        ("We miss you.", "a pressure"),
        ("Upgrade for more.", "an offer"),
    ],
)
def test_each_rule_finds_what_is_planted(planted: str, fault: str) -> None:
    assert fault in faults(planted)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% translate "It is your turn." %}', ["It is your turn."]),
        ("{% translate 'Hurry.' as word %}", ["Hurry."]),
        ("{% blocktranslate with n=name trimmed %}{{ n }} wins{% endblocktranslate %}", ["… wins"]),
        ('{% include "x.html" with label=_("Top helpers") %}', ["Top helpers"]),
        ("<!DOCTYPE html>{# Never! #}{% if a != b %}{% endif %}", []),
    ],
)
def test_words_are_found_in_templates(text: str, found: list[str]) -> None:
    assert list(in_template(text)) == found


def test_words_are_found_in_code() -> None:
    code = 'x = _("One.")\ny = ngettext("a race", "races", n)\nz = "not shown!"\nw = gettext_lazy("Two.")'
    assert list(in_python(code)) == ["One.", "a race", "races", "Two."]
