"""Visitors' whole pages: kept, for whom, and nothing written for them."""

from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity import raw_query
from forum.models import Space, Topic
from tests import cast, make
from tests.pagecache import reading
from tests.pagecache.reading import ONCE_KEPT, address, addresses, questions, read
from web.pagecache.fingerprint import snapshot
from web.pagecache.wsgi import in_front_of

pytestmark = pytest.mark.django_db
asker_fixture, topic_fixture = reading.asker_fixture, reading.topic_fixture


# --- kept ---------------------------------------------------------------------------------------------------------


def test_the_second_visitor_gets_the_same_bytes_for_one_question(topic) -> None:
    for where in addresses(topic):
        first = Client().get(where)
        with CaptureQueriesContext(connection) as asked:
            second = Client().get(where)
        assert second.content == first.content
        assert dict(second.items()) == dict(first.items())
        assert len(asked) == ONCE_KEPT, where


def test_a_part_or_another_page_number_is_another_page(topic) -> None:
    whole = read("/latest/")
    part = read("/latest/", **{"HX-Request": "true"})
    assert "<!DOCTYPE html>" in whole
    assert "<!DOCTYPE html>" not in part
    assert read("/latest/", **{"HX-Request": "true", "HX-History-Restore-Request": "true"}) == whole
    assert Client().get(address(topic), {"page": "2"}).status_code == 404


def test_no_page_holds_the_host_that_asked(topic, settings) -> None:
    settings.SITE_URL = "https://community.example"
    for host in ("localhost", "testserver"):
        page = Client().get(address(topic), headers={"host": host}).content.decode()
        assert f'href="https://community.example{address(topic)}"' in page
        assert f"//{host}" not in page


def test_a_host_that_is_not_ours_is_refused_before_and_after(topic) -> None:
    read(address(topic))
    assert Client().get(address(topic), headers={"host": "evil.example"}).status_code == 400


def test_refusals_are_not_kept(topic) -> None:
    hidden = make.topic(audience=Topic.Audience.MEMBERS)
    for where in (address(hidden), "/s/nowhere/", "/search/?q=overdraft"):
        Client().get(where)
        assert questions(where) > 0
    Topic.objects.filter(pk=hidden.pk).update(audience=Topic.Audience.EVERYONE)
    assert hidden.title in read(address(hidden))


# --- for whom -----------------------------------------------------------------------------------------------------


def test_a_member_never_gets_a_visitors_page_nor_a_visitor_a_members(client, topic) -> None:
    read(address(topic))
    client.force_login(cast.ines())
    html = client.get(address(topic)).content.decode()
    assert reverse("account_logout") in html
    assert reverse("account_logout") not in read(address(topic))


def test_a_members_pages_are_private(client, topic) -> None:
    client.force_login(cast.ines())
    for where in (address(topic), "/latest/", "/"):
        assert client.get(where)["Cache-Control"] in ("private, no-cache", "no-store")


def test_a_word_for_one_visitor_is_not_kept_for_the_next(topic) -> None:
    client = Client()
    client.force_login(cast.ines())
    client.post(reverse("account_logout"))
    html = client.get("/latest/").content.decode()
    assert read("/latest/") == read("/latest/")
    assert "signed out" not in read("/latest/").lower()
    assert "</html>" in html


def test_a_sensitive_space_is_kept_here_and_nowhere_else(topic) -> None:
    Space.objects.filter(pk=topic.space_id).update(is_sensitive=True)
    response = Client().get(address(topic))
    assert response["Cache-Control"] == "no-store"
    assert Client().get(f"/s/{topic.space.slug}/")["Cache-Control"] == "no-store"


# --- headers ------------------------------------------------------------------------------------------------------


def test_it_says_who_may_keep_it_and_by_what_it_differs(topic) -> None:
    for where in addresses(topic):
        response = Client().get(where)
        assert response["Cache-Control"] == "no-cache"
        assert {"Cookie", "HX-Request"} <= {name.strip() for name in response["Vary"].split(",")}
        assert response["ETag"].startswith('W/"')
        assert "Content-Security-Policy" in response
        assert response["X-Frame-Options"] == "DENY"


def test_who_has_it_already_gets_304_until_something_changes(topic) -> None:
    etag = Client().get(address(topic))["ETag"]
    again = Client().get(address(topic), headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert Client().get(address(topic), headers={"if-none-match": 'W/"other"'}).status_code == 200
    make.answer(topic=topic)
    assert Client().get(address(topic), headers={"if-none-match": etag}).status_code == 200


def test_head_and_post(topic) -> None:
    assert Client().head(address(topic)).status_code == 200
    read("/latest/")
    assert Client().post("/latest/").status_code == 405


# --- nothing is written -------------------------------------------------------------------------------------------


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for name in tables:
            cursor.execute(f'SELECT count(*), max(xmin::text::bigint) FROM "{name}"')  # noqa: S608
            counts[name] = cursor.fetchone()
    return counts


def test_a_visitors_reading_writes_no_row_and_sets_no_cookie(topic) -> None:
    make.comment(post=make.answer(topic=topic))
    before = rows()
    for _ in range(2):
        for where in [*addresses(topic), "/spaces/", "/search/?q=overdraft", "/similar/?title=The+overdraft+fee"]:
            response = Client().get(where)
            assert response.status_code == 200
            assert not response.cookies, where
            assert "csrfmiddlewaretoken" not in response.content.decode(), where
    assert rows() == before
    assert not Session.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_page_is_made_in_one_moment_in_which_nothing_can_be_written(settings) -> None:
    with snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)
        cursor.execute("SHOW transaction_read_only")
        assert cursor.fetchone() == ("on",)


# --- in front of Django -------------------------------------------------------------------------------------------


@pytest.fixture
def front(topic, monkeypatch):
    """The server's way in, with a Django behind it that says so."""
    # In a test the connection is inside a transaction, where the front leaves everything to Django.
    monkeypatch.setattr(raw_query, "AT_REST", connection.connection.pgconn.transaction_status)

    def behind(environ, start_response):
        start_response("200 OK", [])
        return [b"from Django"]

    def get(**environ):
        request = RequestFactory().get(address(topic), headers={"host": "testserver"})
        started = []
        body = in_front_of(behind)(request.META | environ, lambda *line: started.append(line))
        return b"".join(body), started[0]

    return get


def test_the_front_sends_the_same_bytes_and_headers(topic, front) -> None:
    page = Client().get(address(topic), headers={"host": "testserver"})
    body, (status, headers) = front()
    assert (status, body) == ("200 OK", page.content)
    assert sorted(headers) == sorted(page.items())


@pytest.mark.parametrize("takes", ["", "gzip", "gzip, deflate, br, zstd"])
def test_the_front_says_once_how_long_it_is(topic, front, takes) -> None:
    """With two lengths a browser waits for what never comes, or shows half a page."""
    Client().get(address(topic), headers={"host": "testserver"})
    body, (_status, headers) = front(HTTP_ACCEPT_ENCODING=takes)
    assert [value for name, value in headers if name.lower() == "content-length"] == [str(len(body))]
    assert len({name.lower() for name, _value in headers}) == len(headers)


def test_the_front_leaves_to_django_what_it_does_not_have_or_know(topic, front) -> None:
    assert front()[0] == b"from Django"
    Client().get(address(topic), headers={"host": "testserver"})
    for other in (
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "session=abc"},
        {"HTTP_COOKIE": "a=b; messages=x"},
        {"HTTP_IF_NONE_MATCH": "x"},
        {"HTTP_HOST": "elsewhere.example"},
        {"QUERY_STRING": "page=2"},
        {"HTTP_HX_REQUEST": "true"},
        {"wsgi.url_scheme": "https"},
    ):
        assert front(**other)[0] == b"from Django", other
    assert front(HTTP_COOKIE="theme=dark")[0] != b"from Django"
    assert front(REQUEST_METHOD="HEAD")[0] == b""


def test_the_front_sends_nothing_stale(topic, front) -> None:
    Client().get(address(topic), headers={"host": "testserver"})
    make.answer(topic=topic)
    assert front()[0] == b"from Django"


def test_the_front_steps_aside_without_a_connection(topic, front, monkeypatch) -> None:
    Client().get(address(topic), headers={"host": "testserver"})
    with monkeypatch.context() as patched:
        patched.setattr(raw_query, "current", lambda: SimpleNamespace(connection=None))
        assert front()[0] == b"from Django"
