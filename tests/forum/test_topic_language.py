"""Where a community writes in several languages a topic says in which, and search knows how the words of each end."""

import re

import pytest
from django.test import Client

from forum.models import Topic
from forum.queries import search
from members.actions import community as acts
from members.queries import languages
from tests import make
from writing import search_text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _asked_anew():
    search_text.ask_for_languages(languages.written_here)
    search_text.forget_languages()
    yield
    search_text.ask_for_languages(tuple)
    search_text.forget_languages()


def typed(space, **more):
    return {"kind": "question", "title": "Wo fange ich an?", "body": "Ich weiß es nicht.", "space": space.slug} | {
        "audience": "members",
        "as": "me",
        "tags": "",
        "similar_seen": "yes",
        "do": "post",
        **more,
    }


def asker() -> Client:
    client = Client()
    client.force_login(make.member())
    return client


def test_where_one_language_is_written_nothing_is_asked() -> None:
    make.community()
    make.space()
    assert 'name="lang"' not in asker().get("/ask/").content.decode()


def test_whoever_asks_says_in_which_and_the_words_carry_it() -> None:
    make.community(topic_languages=["de", "tr"])
    space, client = make.space(), asker()
    page = client.get("/ask/").content.decode()
    assert 'name="lang"' in page
    assert "Deutsch" in page
    key = page.partition('name="submit_key"')[2].partition('value="')[2].partition('"')[0]
    where = client.post("/ask/", typed(space, lang="de", submit_key=key))["Location"]
    topic = Topic.objects.get()
    assert topic.lang == "de"
    read = client.get(where).content.decode()
    assert re.search('<h1 dir="auto" lang="de">', read)
    assert re.search('<div class="prose" dir="auto" lang="de">', read)


def test_a_draft_and_a_first_question_keep_it() -> None:
    make.community(topic_languages=["de", "tr"])
    client, visitor = asker(), Client()
    client.post("/drafts/keep/", {"context": "ask", "body": "Ich weiß es nicht.", "lang": "de", "as": "me"})
    said = typed(make.space(), lang="de", submit_key="5f0c1a7e-95b7-4b52-9a52-bd0bd3b5a6a1")
    visitor.post("/ask/first/", said, headers={"Sec-Fetch-Site": "same-origin"})
    for each in (client, visitor):
        assert re.search(r'value="de"\s+selected', each.get("/ask/").content.decode())


@pytest.mark.parametrize("lang", ["fr", "xx", "en-us", '"><b>'])
def test_a_language_in_which_nobody_writes_here_is_refused(lang) -> None:
    make.community(topic_languages=["de"])
    space, client = make.space(), asker()
    page = client.get("/ask/").content.decode()
    key = page.partition('name="submit_key"')[2].partition('value="')[2].partition('"')[0]
    assert client.post("/ask/", typed(space, lang=lang, submit_key=key)).status_code == 422
    assert not Topic.objects.exists()


def test_words_in_the_page_s_own_language_need_no_mark() -> None:
    make.community(topic_languages=["de"])
    topic = make.topic()
    read = asker().get(topic.get_absolute_url()).content.decode()
    assert re.search('<div class="prose" dir="auto" ?>', read)


def found(words: str) -> list[str]:
    return [hit.topic.title for hit in search.find(make.member(), search.Wanted.read(words)).hits]


def stems(word: str) -> set[str]:
    return set(search_text.any_forms_of(word))


def test_the_endings_of_the_languages_written_here_are_known_beside_the_english_ones() -> None:
    make.community()
    admin = make.member(is_staff=True)
    assert "schuld" not in stems("schulden")
    acts.change(by=admin, values={"topic_languages": ["de", "fr"]})
    assert "schuld" in stems("schulden")
    assert "pay" in stems("paying")
    acts.change(by=admin, values={"topic_languages": []})
    assert "schuld" not in stems("schulden")


def test_a_german_question_is_found_by_another_form_of_its_word() -> None:
    make.community(topic_languages=["de"])
    make.topic(title="Meine Schuld ist groß", body="Was soll ich tun?")
    assert found("Schulden") == ["Meine Schuld ist groß"]


def test_where_nobody_writes_german_it_is_not() -> None:
    make.community()
    make.topic(title="Meine Schuld ist groß", body="Was soll ich tun?")
    assert found("Schulden") == []


def test_what_was_made_findable_in_english_is_found_after_a_change() -> None:
    make.community()
    make.topic(title="Paying the rent late", body="Again.")
    make.community(topic_languages=["de"])
    search_text.forget_languages()
    assert found("pays") == ["Paying the rent late"]
