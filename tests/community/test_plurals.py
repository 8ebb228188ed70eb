"""A sentence with a number has as many forms as its language, in Python and in the words that scripts get."""

from __future__ import annotations

import gettext
import json
from types import SimpleNamespace

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from forum.templatetags.topics import news_of
from web.plurals import forms

QUESTION, CONVERSATION = SimpleNamespace(is_question=True), SimpleNamespace(is_question=False)


def words(number: int) -> str:
    return translation.ngettext("%n new answer", "%n new answers", number)


@pytest.fixture
def ukrainian(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of one sentence in three forms."""
    catalogue = gettext.NullTranslations()
    rule = gettext.c2py(  # type: ignore[attr-defined]
        "n % 10 == 1 && n % 100 != 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2"
    )
    answers = ("%n нова відповідь", "%n нові відповіді", "%n нових відповідей")
    catalogue.ngettext = lambda one, _many, n: answers[rule(n)] if "answer" in one else one  # type: ignore[method-assign]
    catalogue.to_language = lambda: "uk"  # type: ignore[attr-defined]
    monkeypatch.setitem(trans_real._translations, "uk", catalogue)


def test_english_has_two_forms() -> None:
    with translation.override("en"):
        assert forms(words) == {"one": "%n new answer", "other": "%n new answers"}


@pytest.mark.usefixtures("ukrainian")
def test_a_language_gives_each_of_its_forms_under_the_name_that_browsers_know() -> None:
    with translation.override("uk"):
        assert forms(words) == {
            "one": "%n нова відповідь",
            "few": "%n нові відповіді",
            "many": "%n нових відповідей",
        }


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ar", {"zero", "one", "two", "few", "many", "other"}),
        ("fr", {"one", "many", "other"}),
        ("pt-br", {"one", "many", "other"}),
        ("ja", {"other"}),
    ],
)
def test_no_form_of_a_language_is_forgotten(language: str, names: set[str]) -> None:
    with translation.override(language):
        assert set(forms(words)) == names


def test_a_conversation_has_replies_and_a_question_answers() -> None:
    assert json.loads(news_of(QUESTION))["other"] == "%n new answers"  # type: ignore[arg-type]
    assert json.loads(news_of(CONVERSATION))["one"] == "%n new reply"  # type: ignore[arg-type]
