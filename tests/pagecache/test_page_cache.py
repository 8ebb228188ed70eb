"""Visitors' whole pages: kept, never stale after a write, and nothing written for them."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum import actions
from forum.models import Post, Space, Status, Tag, Topic
from members.models import Community, Member
from tests import cast, make
from web import raw_query
from web.pagecache.fingerprint import snapshot
from web.pagecache.wsgi import in_front_of

pytestmark = pytest.mark.django_db

ONCE_KEPT = 1  # questions to the database: the proof alone


@pytest.fixture
def asker():
    return cast.pau()


@pytest.fixture
def topic(asker):
    make.community()
    return make.topic(by=asker, title="The overdraft fee", body="Every month.", tags=("bank-fees",))


@pytest.fixture
def visitor():
    return Client()


def address(topic) -> str:
    return f"/t/{topic.pk}/{topic.slug}/"


def addresses(topic):
    return [address(topic), "/latest/", "/unanswered/", f"/s/{topic.space.slug}/", "/tags/bank-fees/", "/"]


def is_gone(where):
    """The topic stands there no longer. With the last of its topics the tag is gone too."""
    response = Client().get(where)
    assert response.status_code == (404 if where.startswith("/tags/") else 200), where
    return "The overdraft fee" not in response.content.decode()


def read(where, **headers):
    response = Client().get(where, headers=headers)
    assert response.status_code == 200, where
    return response.content.decode()


def questions(where, client=None):
    with CaptureQueriesContext(connection) as asked:
        (client or Client()).get(where)
    return len(asked)


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


# --- never stale --------------------------------------------------------------------------------------------------


def test_an_answer(topic) -> None:
    [read(where) for where in addresses(topic)]
    actions.answer(actor=cast.dorrie(), topic=topic, body="I telephoned them.", masked=False, submit_key=None)
    assert "I telephoned them." in read(address(topic))
    assert "1 answer" in read("/latest/")
    assert "The overdraft fee" not in read("/unanswered/")


def test_a_masked_answer_after_its_grace(topic) -> None:
    post = make.answer(
        topic=topic, mask=make.mask(of=cast.dorrie(), topic=topic), body="Behind a mask.", status=Status.WAITING
    )
    assert "Behind a mask." not in read(address(topic))
    Post.objects.filter(pk=post.pk).update(visible_from=timezone.now() - timedelta(minutes=1))
    actions.release_waiting()
    assert "Behind a mask." in read(address(topic))


def test_a_comment(topic) -> None:
    read(address(topic))
    actions.comment(actor=cast.dorrie(), post=topic.posts.get(), body="Which bank?", masked=False, submit_key=None)
    assert "Which bank?" in read(address(topic))


def test_an_edit_of_title_and_words(topic, asker) -> None:
    before = [read(where) for where in addresses(topic)]
    assert all("The overdraft fee" in html for html in before)
    post = topic.posts.get()
    actions.edit(actor=asker, post=post, body="Every week.", title="The overdraft fee, again", base=post.revision_count)
    assert "Every week." in read(Topic.objects.get(pk=topic.pk).get_absolute_url())
    assert "The overdraft fee, again" in read("/latest/")
    assert "The overdraft fee, again" in read("/")


def test_taking_back_and_putting_back(topic) -> None:
    dorrie = cast.dorrie()
    post = make.answer(topic=topic, by=dorrie, body="I telephoned them.")
    read(address(topic))
    actions.delete(actor=dorrie, row=post)
    assert "I telephoned them." not in read(address(topic))
    post.refresh_from_db()
    actions.restore(actor=dorrie, row=post)
    assert "I telephoned them." in read(address(topic))


def test_hiding_an_answer_and_a_whole_topic(topic) -> None:
    post = make.answer(topic=topic, body="Unkind words.")
    read(address(topic))
    actions.hide(row=post)
    assert "Unkind words." not in read(address(topic))
    actions.hide(row=topic.posts.get(position=0))
    assert Client().get(address(topic)).status_code in (200, 404)
    for where in addresses(topic)[1:]:
        assert is_gone(where), where


def test_a_hidden_topic_is_gone_from_the_page_of_one_like_it(topic) -> None:
    other = make.topic(title="The overdraft fee once more")
    assert "The overdraft fee once more" in read(address(topic))
    actions.hide(row=other.posts.get())
    assert "The overdraft fee once more" not in read(address(topic))


def test_the_helped_mark_and_its_taking_back(topic, asker) -> None:
    post = make.answer(topic=topic, by=cast.dorrie())
    [read(where) for where in addresses(topic)]
    actions.mark_helped(actor=asker, post=post, what_changed="They stopped.")
    assert "They stopped." in read(address(topic))
    assert "one helped" in read("/latest/")
    post.refresh_from_db()
    actions.unmark_helped(actor=asker, post=post)
    assert "They stopped." not in read(address(topic))
    assert "one helped" not in read("/latest/")


def rename(person) -> None:
    Member.objects.filter(pk=person.pk).update(display_name="Somebody New")


def test_a_rename_of_whoever_asked_answered_or_commented(topic, asker) -> None:
    answered, commented = cast.dorrie(), cast.tobias()
    make.comment(post=make.answer(topic=topic, by=answered), by=commented)
    for person in (asker, answered, commented):
        html = read(address(topic))
        assert person.shown_name in html
        rename(person)
        assert html.count(person.shown_name) > 0
        assert person.shown_name not in read(address(topic))


def test_a_rename_in_every_list(topic, asker) -> None:
    for where in addresses(topic):
        assert "Pau" in read(where), where
    rename(asker)
    for where in addresses(topic):
        assert "Pau" not in read(where), where
        assert "Somebody New" in read(where), where


@pytest.mark.parametrize("change", [{}, {"stage": "alum", "shows_stage": True}])
def test_whatever_else_stands_beside_a_name(topic, asker, change) -> None:
    before = read(address(topic))
    Member.objects.filter(pk=asker.pk).update(hue=(asker.hue + 1) % 36, **change)
    assert read(address(topic)) != before


def test_what_nobody_sees_of_a_person_keeps_the_page(topic, asker) -> None:
    read(address(topic))
    Member.objects.filter(pk=asker.pk).update(last_login=timezone.now(), last_seen_on=timezone.now().date(), bio="x")
    assert questions(address(topic)) == ONCE_KEPT


def test_the_spaces_title_and_its_closing_to_visitors(topic) -> None:
    [read(where) for where in addresses(topic)]
    Space.objects.filter(pk=topic.space_id).update(title="Fees and charges")
    assert "Fees and charges" in read(address(topic))
    assert "Fees and charges" in read("/latest/")
    Space.objects.filter(pk=topic.space_id).update(visibility=Space.Visibility.MEMBERS)
    assert Client().get(address(topic)).status_code == 404
    assert "The overdraft fee" not in read("/latest/")


def test_who_tends_the_space(topic) -> None:
    where = f"/s/{topic.space.slug}/"
    read(where)
    mara = make.moderator(of=topic.space, name="Mara")
    assert "Mara" in read(where)
    mara.appointments.update(ended_at=timezone.now())
    assert "Mara" not in read(where)


def test_the_topic_goes_to_members_alone(topic) -> None:
    [read(where) for where in addresses(topic)]
    Topic.objects.filter(pk=topic.pk).update(audience=Topic.Audience.MEMBERS)
    assert Client().get(address(topic)).status_code == 404
    for where in addresses(topic)[1:]:
        assert is_gone(where), where


def test_the_communitys_name(topic) -> None:
    read(address(topic))
    Community.objects.update(name="The Long Table")
    cache.clear()
    assert "The Long Table" in read(address(topic))


def test_a_new_topic_stands_in_every_list(topic) -> None:
    [read(where) for where in addresses(topic)]
    made = make.topic(title="Brand new", space=topic.space)
    made.tags.add(Tag.objects.get(slug="bank-fees"))
    for where in addresses(topic)[1:]:
        assert "Brand new" in read(where), where


def test_a_topic_moved_between_two_pages_of_a_list(topic) -> None:
    start = timezone.now()
    for n in range(30):
        make.topic(by=topic.member, space=topic.space, title=f"Topic {n:02}.", at=start - timedelta(hours=n + 1))
    second = "/latest/" + Client().get("/latest/").context["older"]
    assert "Topic 29." in read(second)
    make.answer(topic=Topic.objects.get(title="Topic 29."))
    assert "Topic 29." not in read(second)
    assert "Topic 29." in read("/latest/")


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
    assert dict(headers) == dict(page.items())


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
