"""The words of thanks that came with the product are read by each in their own language, until a community changes them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override

from recognition.actions.words import keep
from recognition.models import ThanksWord
from recognition.queries.lines import said
from recognition.queries.words import BUILT_IN, all_words, thanks_words
from tests import make

pytestmark = pytest.mark.django_db
LANGUAGES = ("de", "fr", "es", "pt-br", "uk", "ar")


def labels() -> list[str]:
    return [word.label for word in thanks_words()]


def sentence(*slugs: str) -> str:
    return "".join(one.before + one.label for one in said([all_words()[slug] for slug in slugs]))


def changed(slug: str, **values: str) -> None:
    word = ThanksWord.objects.get(slug=slug)
    for name, value in values.items():
        setattr(word, name, value)
    keep(by=make.member(is_staff=True), word=word, fields=list(values))
    from django.core.cache import cache

    cache.clear()  # a test's transaction never ends


def test_what_is_built_in_is_what_the_migration_put_there() -> None:
    rows = ThanksWord.objects.values_list("slug", "label", "lead")
    assert {slug: (label, lead) for slug, label, lead in rows} == {
        slug: (label, lead) for slug, (label, lead, _said) in BUILT_IN.items()
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_reads_them_in_their_own_language(code: str) -> None:
    english = labels()
    with override(code):
        assert not set(labels()) & set(english)
        assert "being" not in sentence("clear", "been-there")
        assert "having" not in sentence("clear", "been-there")
    assert labels() == english
    assert sentence("clear", "been-there") == "being clear and having been there"


def test_the_page_says_them_so_and_gets_them_back_by_their_names() -> None:
    make.community()
    post = make.answer()
    client = Client()
    client.force_login(make.member(reads_in="de"))
    with override("de"):
        word = labels()[0]
    make.thanks(post=post, words=("clear",))
    html = client.get(post.topic.get_absolute_url()).content.decode()
    assert f"<strong>{word}</strong>" in html
    assert "being" not in html
    assert "<strong>clear</strong>" in Client().get(post.topic.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("name", "value"), [("label", "crystal clear"), ("lead", "having been")])
def test_one_that_was_changed_stays_as_it_was_written(name: str, value: str) -> None:
    changed("clear", **{name: value})
    kept = ThanksWord.objects.get(slug="clear")
    with override("de"):
        assert sentence("clear") == f"{kept.lead} {kept.label}"


def test_one_of_the_communitys_own_stays() -> None:
    word = ThanksWord(slug="kind", label="kind", lead="being", position=9)
    keep(by=make.member(is_staff=True), word=word, fields=["label", "lead", "position"])
    from django.core.cache import cache

    cache.clear()
    with override("de"):
        assert sentence("kind") == "being kind"


def test_one_that_is_put_back_is_ours_again() -> None:
    changed("clear", label="crystal clear")
    changed("clear", label="clear")
    with override("de"):
        assert "clear" not in labels()
