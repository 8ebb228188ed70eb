"""Feeds and the site map: what programs of strangers are given, and what they never are."""

from __future__ import annotations

from html import unescape
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from django.conf import settings
from django.test import Client

from forum.models import Post, Space, Status, Topic
from forum.sitemaps import TopicSitemap
from tests import make
from tests.forum import say

pytestmark = pytest.mark.django_db
SITE = "https://table.example"
MOST_QUERIES = (1, 3, 3, 2, 2)  # of all, a space, a tag, a topic; the map
NAMES = {"sm": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def table(settings: Any) -> None:
    settings.SITE_URL = SITE
    make.community(name="The kitchen table")


def public(**more: Any) -> Topic:
    said = {"title": 'Which card, "first" & last?', "body": "3 < 4 & <b>so on</b>", "tags": ("fees",)} | more
    return make.topic(**{"by": make.member(name="Ines"), **said})


def feed(path: str) -> Any:
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(response.content)
    assert not read.bozo, read.bozo_exception
    return read


def titles(path: str) -> list[str]:
    return [entry.title for entry in feed(path).entries]


def in_map(section: str, query: str = "") -> list[str]:
    tree = ElementTree.fromstring(Client().get(f"/sitemap-{section}.xml?{query}").content)  # noqa: S314  (ours)
    return [str(place.text) for place in tree.findall("sm:url/sm:loc", NAMES)]


def every_feed(topic: Topic) -> list[str]:
    return ["/latest/feed/", f"{topic.space.get_absolute_url()}feed/", "/tags/fees/feed/"]


# --- what is in them --------------------------------------------------------------------------------------------


def test_topics_with_their_first_words_and_author() -> None:
    topic = public()
    for path in every_feed(topic):
        read = feed(path)
        (entry,) = read.entries
        assert (entry.title, entry.author) == (topic.title, "Ines")
        assert unescape(entry.summary) == topic.excerpt  # words, and no HTML of theirs
        assert entry.link == f"{SITE}{topic.get_absolute_url()}"
        assert {link.rel: link.href for link in read.feed.links} == {
            "alternate": f"{SITE}{path.removesuffix('feed/')}",
            "self": f"{SITE}{path}",
        }


def test_of_a_space_and_of_a_tag_only_what_is_in_it() -> None:
    topic = public()
    other = public(space=make.space(title="Banks", slug="banks"), title="Elsewhere", tags=["banks"])
    here, space, tag = every_feed(topic)
    assert sorted(titles(here)) == sorted([topic.title, other.title])
    assert titles(space) == titles(tag) == [topic.title]


def test_answers_newest_first_and_their_beginning_only() -> None:
    topic = public()
    long = "A few words. " * 100
    for words in ("The first one.", long):
        make.answer(topic=topic, by=make.member(name="Tobias"), body=words)
    entries = feed(f"{topic.get_absolute_url()}feed/").entries
    assert [entry.title for entry in entries] == ["Answer by Tobias"] * 2
    assert entries[1].summary == "The first one."
    assert entries[0].summary.removesuffix("…") in long.strip()
    assert len(entries[0].summary) == 400


def test_with_another_title_nothing_is_new_to_whoever_reads_it() -> None:
    topic = public()
    make.answer(topic=topic)
    paths = ["/latest/feed/", f"{topic.get_absolute_url()}feed/"]
    before = [feed(path) for path in paths]
    Topic.objects.filter(pk=topic.pk).update(title="Which one first?", slug="which-one-first")
    for path, was in zip(paths, before, strict=True):
        now = feed(path)
        assert [entry.id for entry in now.entries] == [entry.id for entry in was.entries]
        assert now.feed.id == was.feed.id
        assert "which-one-first" in now.entries[0].link
    for entry in [*before[0].entries, *before[1].entries]:
        assert Client().get(entry.id.removeprefix(SITE), follow=True).status_code == 200


def merged(topic: Topic, into: Topic) -> str:
    """A moderator made one of the two: the address that its feed had."""
    path = f"{topic.get_absolute_url()}feed/"
    Topic.objects.filter(pk=topic.pk).update(status=Status.MERGED, merged_into=into)
    return path


def test_the_feed_of_a_topic_that_became_another_leads_on_to_its_feed() -> None:
    first, second, last = (public(title=f"Card {number}") for number in range(3))
    make.answer(topic=last, body="The last one.")
    path = merged(first, second)
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"{second.get_absolute_url()}feed/")
    assert answer["Cache-Control"] == "no-store"  # it may be put back
    assert Client().get(f"{first.get_absolute_url()}")["Location"] == second.get_absolute_url()  # as its page does
    merged(second, last)
    assert Client().get(path)["Location"] == f"{last.get_absolute_url()}feed/"
    followed = Client().get(path, follow=True)
    assert [entry.summary for entry in feedparser.parse(followed.content).entries] == ["The last one."]


def test_a_feed_speaks_the_language_of_the_community() -> None:
    topic = public()
    make.answer(topic=topic, by=make.member(name="Tobias"))
    path = f"{topic.get_absolute_url()}feed/"
    french = Client(headers={"accept-language": "fr"})
    french.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert "Answer by Tobias" in french.get(path).content.decode()
    make.community(language="de")
    answer = french.get(path)
    assert "Answer by Tobias" not in answer.content.decode()
    assert answer["Content-Language"] == "de"


@pytest.mark.parametrize("sign", ["\x01", "\x0c", "\ufffe", "\uffff"])
def test_signs_that_xml_has_no_place_for_are_left_out(sign: str) -> None:
    make.community(name=f"The kitchen{sign} table")
    topic = public(title=f"Which{sign} card?", body=f"I have{sign} four.")
    make.answer(topic=topic, body=f"The smallest{sign} one.")
    read = feed("/latest/feed/")
    assert (read.feed.title, read.entries[0].title) == ("The kitchen table", "Which card?")
    assert feed(f"{topic.get_absolute_url()}feed/").entries[0].summary == "The smallest one."


def test_pages_say_where_their_feed_is() -> None:
    topic = public()
    for path in [*every_feed(topic), f"{topic.get_absolute_url()}feed/", "/blog/feed/"]:
        page = path.removesuffix("feed/")
        html = Client().get(page).content.decode()
        assert 'type="application/atom+xml"' in html
        assert f'href="{path}"' in html


def test_the_map_leads_to_every_public_page() -> None:
    topic = public()
    index = Client().get("/sitemap.xml")
    tree = ElementTree.fromstring(index.content)  # noqa: S314  (ours)
    parts = [f"{SITE}/sitemap-{section}.xml" for section in ("spaces", "topics", "articles")]
    assert [place.text for place in tree.findall("sm:sitemap/sm:loc", NAMES)] == parts
    assert index["X-Robots-Tag"].startswith("noindex")
    assert in_map("topics") == [f"{SITE}{topic.get_absolute_url()}"]
    assert in_map("spaces") == [f"{SITE}{topic.space.get_absolute_url()}"]
    assert f"Sitemap: {SITE}/sitemap.xml" in Client().get("/robots.txt").content.decode()


def test_a_large_map_is_many_files_that_hold_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TopicSitemap, "limit", 2)
    topics = [public(title=f"Another {number}") for number in range(5)]
    tree = ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314  (ours)
    places = [str(place.text) for place in tree.findall("sm:sitemap/sm:loc", NAMES) if "-topics" in str(place.text)]
    assert places == [f"{SITE}/sitemap-topics.xml{page}" for page in ("", "?p=2", "?p=3")]
    found = [address for place in places for address in in_map("topics", place.partition("?")[2])]
    assert found == [f"{SITE}{topic.get_absolute_url()}" for topic in topics]
    assert Client().get("/sitemap-topics.xml?p=4").status_code == 404


def test_more_topics_and_answers_cost_no_more_questions(django_assert_max_num_queries: Any) -> None:
    topic = public()
    for number in range(4):
        public(title=f"Another {number}")
        make.answer(topic=topic)
    paths = [*every_feed(topic), f"{topic.get_absolute_url()}feed/", "/sitemap-topics.xml"]
    for path, most in zip(paths, MOST_QUERIES, strict=True):
        Client().get(path)
        with django_assert_max_num_queries(most):
            Client().get(path)


# --- what is not ------------------------------------------------------------------------------------------------


HIDDEN: dict[str, dict[str, Any]] = {
    "for members": {"audience": "members"},
    "in a closed space": {"space": {"visibility": Space.Visibility.MEMBERS}},
    "in a sensitive space": {"space": {"is_sensitive": True}},
}


@pytest.mark.parametrize("why", HIDDEN)
def test_what_is_not_for_everybody_is_in_none(why: str) -> None:
    made = dict(HIDDEN[why])
    topic = public(**({"audience": made["audience"]} if "audience" in made else {}))
    Space.objects.filter(pk=topic.space_id).update(**made.get("space", {}))
    assert titles("/latest/feed/") == in_map("topics") == []
    assert Client().get(f"{topic.get_absolute_url()}feed/").status_code == 404
    if "space" in made:
        assert in_map("spaces") == []
        assert Client().get(f"{topic.space.get_absolute_url()}feed/").status_code == 404


@pytest.mark.parametrize("why", [*HIDDEN, "taken away", "behind a mask"])
def test_no_feed_leads_on_to_what_is_not_for_everybody(why: str) -> None:
    into = make.masked_topic(by=make.member()) if why == "behind a mask" else public()
    path = merged(public(), into)
    made = HIDDEN.get(why, {})
    changes = {"status": Status.HIDDEN} if why == "taken away" else {"audience": made.get("audience", into.audience)}
    Topic.objects.filter(pk=into.pk).update(**changes)
    if "space" in made:
        Space.objects.filter(pk=into.space_id).update(**made["space"])
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "Location" not in answer


@pytest.mark.parametrize("status", [Status.HELD, Status.HIDDEN, Status.DELETED])
def test_what_is_taken_away_is_in_none(status: str) -> None:
    topic = public()
    make.answer(topic=topic, body="Taken back.")
    Post.objects.filter(position__gt=0).update(status=status)
    assert feed(f"{topic.get_absolute_url()}feed/").entries == []
    Topic.objects.update(status=status)
    assert titles("/latest/feed/") == in_map("topics") == []
    assert Client().get(f"{topic.get_absolute_url()}feed/").status_code == 404


def test_what_a_mask_wrote_is_in_none() -> None:
    named, masked = public(), make.masked_topic(by=make.member(), tags=("fees",))
    make.answer(topic=named, mask=make.mask(of=make.member(), topic=named))
    assert titles("/latest/feed/") == [named.title]
    assert in_map("topics") == [f"{SITE}{named.get_absolute_url()}"]
    assert feed(f"{named.get_absolute_url()}feed/").entries == []
    assert Client().get(f"{masked.get_absolute_url()}feed/").status_code == 404


def test_what_its_reader_unfolds_is_given_away_in_none() -> None:
    topic = public()
    words = "Before.\n\n::: note What it cost\nThe worst of it.\n:::\n\n>! How it ended.\n\nAfter."
    say.answer(actor=make.member(), topic=topic, body=words)
    assert feed(f"{topic.get_absolute_url()}feed/").entries[0].summary == "Before. After."


@pytest.mark.parametrize("path", ["/t/999/x/feed/", "/s/nowhere/feed/", "/tags/nothing/feed/", "/sitemap-people.xml"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    public()
    assert Client().get(path).status_code == 404


def test_whoever_asks_signed_in_gets_what_everybody_gets() -> None:
    public(audience="members")
    client = Client()
    client.force_login(make.member(), backend="web.backends.Backend")
    assert b"<entry>" not in client.get("/latest/feed/").content
