"""A sentence with a number has as many forms as its language, in Python and in the words that scripts get."""

from __future__ import annotations

import gettext
import io
import json

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation
from django.utils.translation import trans_real

from community import catalogues
from forum.models import Topic
from forum.templatetags.topics import news_of
from web.plurals import forms


def words(number: int) -> str:
    return translation.ngettext("%n new answer", "%n new answers", number)


class Ukrainian(gettext.GNUTranslations):
    """What Django asks of a language beside its words."""

    def to_language(self) -> str:
        return "uk"


@pytest.fixture
def ukrainian(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of one sentence in three forms."""
    answers = ("%n нова відповідь", "%n нові відповіді", "%n нових відповідей")
    catalogue = Catalog(locale="uk")
    catalogue.add(("%n new answer", "%n new answers"), answers)
    monkeypatch.setitem(trans_real._translations, "uk", Ukrainian(io.BytesIO(catalogues.compiled(catalogue))))


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
    assert json.loads(news_of(Topic(kind=Topic.Kind.QUESTION)))["other"] == "%n new answers"
    assert json.loads(news_of(Topic(kind=Topic.Kind.DISCUSSION)))["one"] == "%n new reply"
