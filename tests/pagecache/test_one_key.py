"""However a page is spelled, one copy of it is kept; all copies have a bound; none of them is in Valkey."""

import gzip

import pytest
from django.core.cache import cache
from django.test import Client

from tests import make
from web import pagecache
from web.pagecache import local as kept
from web.pagecache.fingerprint import Fingerprint
from web.pagecache.local import Local, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    make.community()
    topic = make.topic(title="The overdraft fee", tags=("bank-fees",))
    make.answer(topic=topic)
    return topic


def spellings(topic):
    """The same page, asked for in other words."""
    path, post = topic.get_absolute_url(), topic.posts.get(position=1).pk
    return [
        path,
        f"{path}?",
        f"{path}?page=1",
        f"{path}?page=01",
        f"{path}?page=1&page=1",
        f"{path}?page=%31",
        f"{path}?post={post}",
        f"{path}?post=0&page=1",
        f"{path}?utm_source=news&fbclid=x",
        f"{path}?PAGE=7",
        f"{path}?x={'y' * 3000}",
        f"/t/000{topic.pk}/{topic.slug}/",
    ]


def test_all_spellings_of_a_topics_page_are_one_page(topic) -> None:
    bodies = {Client().get(where).content for where in spellings(topic)}
    assert len(bodies) == 1
    assert len(pagecache.pages.keys()) == 1


def test_each_spelling_is_answered_by_the_one_page(topic, django_assert_max_num_queries) -> None:
    Client().get(topic.get_absolute_url())
    for where in spellings(topic):
        with django_assert_max_num_queries(2):  # the page of a post is looked up
            assert Client().get(where).status_code == 200, where


def test_none_of_them_is_stale(topic) -> None:
    for where in spellings(topic):
        Client().get(where)
    make.answer(topic=topic, body="Brand new.")
    for where in spellings(topic):
        assert "Brand new." in Client().get(where).content.decode(), where


def test_other_hosts_ports_and_methods_are_no_other_pages(topic, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", ".example.org"]
    for host in ("testserver", "testserver:81", "testserver:8080", "a.example.org", "b.example.org:1"):
        assert Client().get(topic.get_absolute_url(), headers={"host": host}).status_code in (200, 400)
        Client().head(topic.get_absolute_url(), headers={"host": host})
    assert len(pagecache.pages.keys()) == 1


@pytest.mark.parametrize("value", ["TRUE", "1", "yes", "false", ""])
def test_a_made_up_header_of_htmx_is_no_other_page(topic, value) -> None:
    for headers in ({}, {"HX-Request": value}, {"HX-History-Restore-Request": value}):
        assert Client().get("/latest/", headers=headers).status_code == 200
    assert len(pagecache.pages.keys()) == 1


@pytest.mark.parametrize(
    "query",
    ["", "?at=", "?at=nonsense", "?at=o00-0%00", "?AT=x", "?at=oga1xhmgo00-1'", "?page=2", "?at[]=1", "?at=N1-1"],
)
def test_all_spellings_of_a_list_are_one_page(topic, query) -> None:
    for path in ("/latest/", "/unanswered/", f"/s/{topic.space.slug}/", "/tags/bank-fees/", "/"):
        pagecache.pages.clear()
        first = Client().get(path)
        assert Client().get(path + query).content == first.content
        assert len(pagecache.pages.keys()) == 1


def test_a_place_in_a_list_has_one_spelling(topic) -> None:
    for at in ("oga1xhmgo00-1", "oga1xhmgo00-01", "oga1xhmgo00-0001"):
        Client().get("/latest/", {"at": at})
    assert len(pagecache.pages.keys()) == 1


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=2", "?post=999999", "?page=²", "?post=-1"])
def test_a_page_that_is_not_there_is_kept_under_no_name(topic, query) -> None:
    assert Client().get(topic.get_absolute_url() + query).status_code == 404
    assert pagecache.pages.keys() == []


def test_no_page_is_kept_in_valkey(topic, monkeypatch) -> None:
    written = []
    monkeypatch.setattr(cache, "set", lambda key, *a, **k: written.append(key))
    monkeypatch.setattr(cache, "set_many", lambda data, *a, **k: written.extend(data))
    for where in [*spellings(topic), "/latest/", "/"]:
        Client().get(where)
    assert not [key for key in written if "page" in key]
    assert len(set(written)) < 8


def page_of(size):
    return Page(Fingerprint("SELECT 1", (), "1"), b"x" * size, ())


def test_what_was_not_asked_for_in_the_longest_time_goes_first(monkeypatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 100)
    few = Local()
    for name in "abc":
        few.put((name,), page_of(30))
    assert few.get(("a",))
    few.put(("d",), page_of(30))
    assert few.keys() == [("c",), ("a",), ("d",)]
    few.put(("d",), page_of(10))
    few.put(("e",), page_of(29))
    assert few.keys() == [("c",), ("a",), ("d",), ("e",)]


def test_a_crawl_leaves_no_more_than_the_bound(topic, monkeypatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 60_000)
    for n in range(12):
        Client().get(make.topic(title=f"Question {n}").get_absolute_url())
    assert sum(len(page.body) for _until, page in pagecache.pages._pages.values()) <= 60_000
    assert 1 <= len(pagecache.pages.keys()) < 12


def test_a_browser_that_takes_gzip_gets_it(topic) -> None:
    plain = Client().get(topic.get_absolute_url())
    for _ in range(2):
        zipped = Client().get(topic.get_absolute_url(), headers={"accept-encoding": "br, gzip"})
        assert zipped["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.content) == plain.content
        assert int(zipped["Content-Length"]) == len(zipped.content) < len(plain.content) / 2
        assert zipped["ETag"] == plain["ETag"]
        assert "Accept-Encoding" in zipped["Vary"]
    assert not plain.has_header("Content-Encoding")
