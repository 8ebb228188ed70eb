"""The catalogues have every word of the code, once, whole and right; each fault is found where one is planted."""

import gettext
import io
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command

from community import catalogues

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _later, ngettext, pgettext as _of
from django.utils.translation import gettext as _

CONSTANT = "not a sentence of this module"
# Translators: what a bird does
# in the morning.
A = _("sings")
B = _later("flies "
  "far")
C = ngettext("%(n)d bird", "%(n)d birds", 3)
D = _of("a month", "May")
E = translation.gettext("by its module")
F = _(CONSTANT), _(""), len("no sentence")
"""
TEMPLATE = """
{% load i18n %}
<p>{% translate "sings" %} {{ name|default:_("somebody") }}</p>
{% blocktranslate trimmed count n=n %}
  {{ n }} nest
{% plural %}
  {{ n }} nests
{% endblocktranslate %}
{% blocktranslate with who=name %}<b>{{ who }}</b>
  builds{% endblocktranslate %}
{% translate "May" context "a month" %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "nest").mkdir()
    (tmp_path / "nest/birds.py").write_text(PYTHON)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/bird.html").write_text(TEMPLATE)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/test.py").write_text('from django.utils.translation import gettext\ngettext("of a test")\n')
    return tmp_path


def test_every_message_is_found_by_whatever_name_and_none_twice(root) -> None:
    found = catalogues.messages(root)
    assert {key: entry.plural for key, entry in found.items()} == {
        (None, "sings"): None,
        (None, "flies far"): None,
        (None, "%(n)d bird"): "%(n)d birds",
        ("a month", "May"): None,
        (None, "by its module"): None,
        (None, "somebody"): None,
        (None, "%(n)s nest"): "%(n)s nests",
        (None, "<b>%(who)s</b> builds"): None,  # in one line, as the templates' loader makes it
    }
    assert found[None, "sings"].files == {"nest/birds.py", "templates/bird.html"}
    assert found[None, "sings"].comments == ["Translators: what a bird does in the morning."]


# --- kept ----------------------------------------------------------------------------------------


def entries(*words: str | tuple[str, str]) -> dict[catalogues.Key, catalogues.Entry]:
    made = [(word, None) if isinstance(word, str) else word for word in words]
    return {(None, word): catalogues.Entry((None, word), plural, {"a.py"}) for word, plural in made}


def kept(tmp_path: Path, body: str, language: str = "de") -> Path:
    path = tmp_path / language / catalogues.CATALOGUE
    path.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(head + body)
    return tmp_path


def po(id: str, said: str, more: str = "") -> str:
    return f'{more}msgid "{id}"\nmsgstr "{said}"\n\n'


def test_new_words_come_and_old_ones_go(tmp_path) -> None:
    locale = kept(tmp_path, po("A bird sings.", "Ein Vogel singt.") + po("Nothing like it", "Anders"))
    catalogues.update("de", entries("A bird sings.", "Two cats"), locale)
    now = catalogues.read("de", locale)
    assert {message.id: message.string for message in now if message.id} == {
        "A bird sings.": "Ein Vogel singt.",
        "Two cats": "",
    }


def test_a_changed_sentence_keeps_its_translation_as_one_to_be_looked_at(tmp_path) -> None:
    locale = kept(tmp_path, po("A bird sings in the tree.", "Ein Vogel singt im Baum."))
    catalogues.update("de", entries("A bird sings in the trees."), locale)
    message = catalogues.read("de", locale).get("A bird sings in the trees.")
    assert message is not None
    assert (message.string, message.fuzzy) == ("Ein Vogel singt im Baum.", True)


def test_nothing_but_words_changes_a_catalogue(tmp_path) -> None:
    locale = kept(tmp_path, po("b", "B", "# by hand\n") + po("a", "A"))
    catalogues.update("de", entries("a", "b"), locale)
    path = locale / "de" / catalogues.CATALOGUE
    first = path.read_text()
    assert first.index('msgid "a"') < first.index('msgid "b"')
    assert "# by hand" in first
    assert "#: a.py\n" in first
    assert "Date" not in first
    path.touch()
    catalogues.update("de", dict(reversed(entries("a", "b").items())), locale)
    assert path.read_text() == first


# --- what is wrong: each by a planted one -----------------------------------------------------------

PLANTED = {
    "missing": po("a", ""),
    "fuzzy": po("a", "A", "#, fuzzy\n"),
    "obsolete": po("a", "A") + po("gone", "weg"),
    "placeholders": po("a", "A %(who)s"),
    "tags": po("a", "<b>A"),
    "spaces": po("a", "A "),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found(tmp_path, kind) -> None:
    locale = kept(tmp_path, PLANTED[kind])
    assert [fault.kind for fault in catalogues.faults("de", entries("a"), locale)] == [kind]


def test_what_is_right_is_no_fault(tmp_path) -> None:
    plural = 'msgid "%(n)d bird"\nmsgid_plural "%(n)d birds"\nmsgstr[0] "ein Vogel"\nmsgstr[1] "%(n)d Vögel"\n\n'
    locale = kept(tmp_path, po('<a href=\\"%(to)s\\">a</a>', 'zu <a href=\\"%(to)s\\">A</a>') + plural)
    wanted = entries('<a href="%(to)s">a</a>', ("%(n)d bird", "%(n)d birds"))
    assert list(catalogues.faults("de", wanted, locale)) == []


def test_a_word_that_is_not_in_the_catalogue_is_missing(tmp_path) -> None:
    locale = kept(tmp_path, po("a", "A"))
    assert [str(fault) for fault in catalogues.faults("de", entries("a", "b"), locale)] == [
        "missing: 'b' (not in the catalogue: bin/manage messages)"
    ]


def test_a_plural_form_that_is_missing_is_found(tmp_path) -> None:
    body = 'msgid "%(n)d bird"\nmsgid_plural "%(n)d birds"\nmsgstr[0] "%(n)d птах"\nmsgstr[1] "%(n)d птахи"\n\n'
    locale = kept(tmp_path, body, "uk")
    found = [fault.kind for fault in catalogues.faults("uk", entries(("%(n)d bird", "%(n)d birds")), locale)]
    assert found == ["plurals"]


@pytest.mark.parametrize(
    ("english", "said", "kind"),
    [
        ("%(who)s sings", "singt", "placeholders"),
        ("%(who)s sings", "%(wer)s singt", "placeholders"),
        ("%(who)s sings", "%(who) singt", "placeholders"),
        ("%s sings", "singt", "placeholders"),
        ("{n} birds", "{m} Vögel", "placeholders"),
        ("<b>sings</b>", "<b>singt<b>", "tags"),
        ("sings ", "singt", "spaces"),
    ],
)
def test_each_difference_has_its_name(english, said, kind) -> None:
    assert kind in {found for found, _why in catalogues.differences(english, said)}


def test_one_bird_may_be_said_without_its_number() -> None:
    assert list(catalogues.differences(("%(n)d bird", "%(n)d birds"), "ein Vogel")) == []
    assert list(catalogues.differences(("%(n)d bird", "%(n)d birds"), "%(m)d Vögel")) != []


# --- compiled ---------------------------------------------------------------------------------------


def test_what_is_compiled_says_the_words_and_nothing_doubtful(tmp_path) -> None:
    locale = kept(tmp_path, po("a", "A") + po("b", "B?", "#, fuzzy\n"))
    assert catalogues.uncompiled(locale) == ["de"]
    assert catalogues.compile_all(locale) == ["de"]
    assert catalogues.uncompiled(locale) == []
    with (locale / "de" / catalogues.COMPILED).open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert (said.gettext("a"), said.gettext("b")) == ("A", "b")
    assert catalogues.compile_all(locale) == []  # there is nothing new


def test_the_command_fails_where_it_checks_and_something_is_wrong(tmp_path, monkeypatch) -> None:
    locale = kept(tmp_path, po("a", ""))
    for name in ("report", "update", "compile_all"):
        function = getattr(catalogues, name)
        defaults = tuple(locale if default == catalogues.LOCALE else default for default in function.__defaults__)
        monkeypatch.setattr(function, "__defaults__", defaults)
    monkeypatch.setattr(catalogues.languages, "__defaults__", (locale,))
    monkeypatch.setattr(catalogues, "messages", lambda: entries("a", "b"))
    before = (locale / "de" / catalogues.CATALOGUE).read_bytes()
    with pytest.raises(CommandError, match="2 faults"):
        call_command("messages", check=True, stdout=io.StringIO())
    assert (locale / "de" / catalogues.CATALOGUE).read_bytes() == before
    call_command("messages", stdout=(said := io.StringIO()))
    assert said.getvalue().splitlines()[0] == "de: 2 missing"
    with (locale / "de" / catalogues.CATALOGUE).open("rb") as file:
        assert {message.id for message in read_po(file) if message.id} == {"a", "b"}


# --- ours ----------------------------------------------------------------------------------------------


def test_every_catalogue_is_complete() -> None:
    lines, count = catalogues.report(catalogues.messages())
    assert count == 0, "\n".join(lines)
