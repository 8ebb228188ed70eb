"""What somebody wrote stands in our sentences as they wrote it, whichever way it runs, and in the reader's marks."""

import pytest
from django.template import Context, Engine
from django.utils import translation
from django.utils.safestring import SafeString

from community import catalogues
from writing import dates
from writing.sentences import APART, TOGETHER, isolated, quoted

NAME = "علي"
SENTENCE = "{% blocktranslate with name=who %}Decided by {{ name }}:{% endblocktranslate %}"


@pytest.fixture(scope="module", autouse=True)
def _words() -> None:
    catalogues.compile_all()


def drawn(source: str, **values: object) -> str:
    return Engine.get_default().from_string(source).render(Context(values))


@pytest.mark.parametrize(
    ("language", "words", "is_apart"),
    [
        ("en", "Ines", False),
        ("en", "Инес, 17", False),
        ("en", "Zoë & 李", False),
        ("en", NAME, True),
        ("en", "דוד", True),
        ("en", f"Ines {NAME}", True),
        ("ar", NAME, False),
        ("ar", "17:40, 2026", False),
        ("ar", "Ines", True),
        ("ar", "Инес", True),
        ("ar", "李", True),
    ],
)
def test_only_what_runs_the_other_way_is_set_apart(language: str, words: str, is_apart: bool) -> None:
    with translation.override(language):
        assert isolated(words) == (f"{APART}{words}{TOGETHER}" if is_apart else words)


def test_what_is_safe_stays_safe_and_what_is_not_does_not_become_it() -> None:
    assert isinstance(isolated(SafeString(NAME)), SafeString)
    assert not isinstance(isolated(NAME), SafeString)
    assert drawn(SENTENCE, who=f"<b>{NAME}") == f"Decided by {APART}&lt;b&gt;{NAME}{TOGETHER}:"


def test_a_sentence_of_a_template_sets_a_name_apart_and_leaves_an_english_one_alone() -> None:
    assert drawn(SENTENCE, who=NAME) == f"Decided by {APART}{NAME}{TOGETHER}:"
    assert drawn(SENTENCE, who="Ines") == "Decided by Ines:"
    assert (
        drawn("{% blocktranslate %}about {{ name }}{% endblocktranslate %}", name=NAME)
        == f"about {APART}{NAME}{TOGETHER}"
    )


def test_a_place_that_a_script_fills_is_left_alone() -> None:
    with translation.override("ar"):
        assert APART not in drawn("{% blocktranslate with name='{name}' %}{{ name }} wrote:{% endblocktranslate %}")


def test_a_number_of_a_sentence_stays_a_number() -> None:
    source = (
        "{% blocktranslate count n=many with who=name %}{{ n }} nest of {{ who }}{% plural %}{{ n }} nests of {{ who }}"
        "{% endblocktranslate %}"
    )
    assert drawn(source, many=1, name="Ines") == "1 nest of Ines"
    assert drawn(source, many=2, name=NAME) == f"2 nests of {APART}{NAME}{TOGETHER}"


def test_each_name_of_a_list_is_set_apart() -> None:
    assert dates.listed(["Ines", NAME, "Pau"]) == f"Ines, {APART}{NAME}{TOGETHER} and Pau"
    assert dates.joints(3) == ["", ", ", " and "]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "“yes”"), ("de", "„yes“"), ("fr", "«\u00a0yes\u00a0»"), ("es", "“yes”"), ("uk", "«yes»"), ("ar", "«yes»")],
)
def test_each_language_has_its_own_marks(language: str, said: str) -> None:
    with translation.override(language):
        assert quoted("yes") == said


def test_quoted_words_are_escaped_in_a_page_and_not_in_a_mail() -> None:
    assert drawn("{{ words|quoted }}", words="a & <b>") == "“a &amp; &lt;b&gt;”"
    assert drawn("{{ words|quoted }}", words=SafeString("a &amp; b")) == "“a &amp; b”"
    assert drawn("{% autoescape off %}{{ words|quoted }}{% endautoescape %}", words="a & b") == "“a & b”"
    assert drawn("{{ words|truncatewords:1|quoted }}", words="one two") == "“one …”"
