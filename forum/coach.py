"""A private word on a first post, while it is written: what would make an answer easier, or keep its writer safe. Pure.

It never holds anything up, and nobody else reads it. Each hint is one sentence about what is there, not about whoever wrote.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from django.utils.translation import gettext as _

from members import zones

BEGUN = 80  # characters: before that nobody knows yet what it will be
LONG_ENOUGH = 200  # characters of a question after which a place would have been said
WALL = 900  # characters without an empty line: a screen of a phone that gives the eye no rest
QUESTION_MARKS = "?？؟;⸮՞፧꘏"  # Latin, wide, Arabic, Greek, reversed, Armenian, Ethiopic, Vai
ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]{2,}")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}[ ]?[A-Z0-9]{0,4}\b")
# A telephone, card or account: eight digits or more, in groups perhaps. Not sums of money, dates or years.
DIGITS = re.compile(r"(?<![\w.,/])\+?\d(?:[ \-()]{0,2}\d){7,}(?![\w/]|[.,]\d)")
DATE = re.compile(r"^(?:\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{4}|(?:19|20)\d{2}(?:[ -]+(?:19|20)\d{2})+)$")
LINK = re.compile(r"https?://\S+")


def hints(*, title: str, body: str, is_question: bool, location: str = "") -> list[str]:
    """What a friend would say who looks over their shoulder; [] where there is nothing to say."""
    text = f"{title}\n{body}"
    found = [
        (_names_an_account(text), _("There is an address or a number in it that leads to you. Others could read it.")),
        (
            is_question and len(body) >= BEGUN and not _asks(text),
            _("A question in one sentence helps others to answer: what would you like to know?"),
        ),
        (_is_a_wall(body), _("An empty line now and then makes it easier to read.")),
        (
            is_question and len(body) >= LONG_ENOUGH and not location and not _names_a_place(text),
            _("It often matters where one lives. The country is enough, if you would like to say it."),
        ),
    ]
    return [sentence for is_so, sentence in found if is_so]


def _asks(text: str) -> bool:
    return any(mark in LINK.sub("", text) for mark in QUESTION_MARKS)


def _is_a_wall(body: str) -> bool:
    return any(len(paragraph) > WALL for paragraph in re.split(r"\n\s*\n", body))


def _names_an_account(text: str) -> bool:
    text = LINK.sub(" ", text)
    numbers = (match.group() for match in DIGITS.finditer(text))
    return bool(ADDRESS.search(text) or IBAN.search(text)) or any(not DATE.match(number.strip()) for number in numbers)


def _names_a_place(text: str) -> bool:
    words = re.findall(r"\w+", text.casefold())
    pairs = {" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words))}
    return not pairs.isdisjoint(places())


@cache
def places() -> frozenset[str]:
    """Countries, and the towns after which time zones are called, as the tz database spells them."""
    lines = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8").splitlines()
    countries = [line.split("\t")[1] for line in lines if line and not line.startswith("#")]
    towns = [name.rsplit("/", 1)[1].replace("_", " ") for name, _words in zones.offered() if "/" in name]
    plain = [re.sub(r"\(.*?\)", "", name) for name in [*countries, *towns, "UK", "USA", "England", "Scotland", "Wales"]]
    return frozenset(" ".join(re.findall(r"\w+", name.casefold())) for name in plain)
