"""Where a community writes in several languages a topic says in which, and search knows how the words of each end."""

import re

import pytest
from django.test import Client

from forum import tasks
from forum.actions import searching
from forum.models import Topic
from forum.queries import search
from members.actions import community as acts
from members.queries import languages
from tests import ledger, make
from writing import search_text
from writing import stems as endings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _asked_anew():
    endings.ask_for_languages(languages.written_here)
    endings.forget_languages()
    yield
    endings.ask_for_languages(tuple)
    endings.forget_languages()


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
    assert re.search('<h1 dir="auto" lang="de" *>', read)
    assert re.search('<div class="prose" dir="auto" lang="de" *>', read)


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


def test_a_draft_keeps_the_language_that_was_chosen() -> None:
    make.community(topic_languages=["de", "tr"])
    space, client = make.space(), asker()
    client.post("/ask/", typed(space, lang="tr", do="draft"))
    page = client.get("/ask/").content.decode()
    assert "Ich weiß es nicht." in page
    assert re.search(r'<option value="tr"\s+selected', page)


def test_words_in_the_page_s_own_language_need_no_mark() -> None:
    make.community(topic_languages=["de"])
    topic = make.topic()
    read = asker().get(topic.get_absolute_url()).content.decode()
    assert re.search('<div class="prose" dir="auto" *>', read)


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
    endings.forget_languages()
    assert found("pays") == ["Paying the rent late"]


# --- what was written before ---------------------------------------------------------------------


@pytest.fixture
def asked_for(monkeypatch) -> list[str]:
    """The tasks that a worker is told of."""
    told: list[str] = []
    monkeypatch.setattr(
        searching.broker, "hand_over", lambda task, calls: told.extend(task for _call in calls if "forum" in task)
    )
    return told


def change(**values: object) -> None:
    acts.change(by=make.member(is_staff=True), values=values)
    ledger.settle()


def test_a_language_that_comes_later_finds_what_was_written_before(asked_for) -> None:
    make.community()
    topic = make.topic(title="Wo wohnt ihr?", body="Wer kennt alte Häuser?")
    change(topic_languages=["de"])
    assert asked_for == ["forum.follow_languages"]
    assert found("Häusern") == []
    tasks.follow_languages()
    assert found("Häusern") == [topic.title]


def test_by_night_it_is_done_where_no_worker_could_be_told(asked_for) -> None:
    make.community()
    topic = make.topic(title="Wo wohnt ihr?", body="Wer kennt alte Häuser?")
    change(topic_languages=["de"])
    tasks.rerender()
    assert found("Häusern") == [topic.title]


def test_nothing_is_worked_out_anew_where_the_endings_stay_the_same(asked_for, monkeypatch) -> None:
    make.community()
    change(name="Another name")
    assert asked_for == []
    change(topic_languages=["de"])
    tasks.follow_languages()
    monkeypatch.setattr(searching, "reindex", lambda **_more: pytest.fail("all rows again"))
    tasks.follow_languages()
    change(topic_languages=["ja", "de"])  # no Latin letters
    tasks.follow_languages()
