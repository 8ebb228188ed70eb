"""The pages that everybody may read: front page, about, people to call right now, errors."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from members.models import Community
from recognition.models import Help
from tests import cast, make

pytestmark = pytest.mark.django_db


def test_the_front_page_holds_no_token_and_no_form_that_posts(client: Client) -> None:
    make.community(headline="Next to people who have been there.")
    answer = client.get("/")
    page = answer.content.decode()
    assert "Next to people who have been there." in page
    assert "csrf" not in page
    assert page.count('method="post"') == page.count('action="/language/"')  # it needs no token
    assert answer.cookies == {}


def test_one_stroke_for_every_reply_that_helped(client: Client) -> None:
    make.community()
    for _ in range(21):
        post = make.answer(topic=make.topic())
        Help.objects.create(
            kind=Help.Kind.ANSWER, helper=post.member, helped=make.member(), topic=post.topic, post=post
        )
    page = client.get("/").content.decode()
    drawing = page[page.index('<svg class="flock"') : page.index("</figure>")]
    assert drawing.count("M") == 21
    assert "There are 21." in page


def test_only_what_is_for_everyone_is_on_it(client: Client) -> None:
    make.community()
    public = make.topic(title="For everybody to read", audience="everyone", space=make.space(visibility="public"))
    members = make.topic(title="For members to read", audience="members", space=make.space(visibility="public"))
    closed = make.topic(title="In a closed space", audience="everyone", space=make.space(visibility="members"))
    page = client.get("/").content.decode()
    assert public.title in page
    assert members.title not in page
    assert closed.title not in page


def test_by_invitation_the_page_says_so(client: Client) -> None:
    make.community(registration=Community.Registration.INVITATION)
    assert b"Members invite each other here." in client.get("/").content


def test_about_names_admins_to_members_alone(client: Client) -> None:
    make.community(purpose="Company.", non_goals="Selling.", host_name="The Debt Table")
    nasreen = cast.nasreen()
    page = client.get("/about/").content.decode()
    assert "Company." in page
    assert "Selling." in page
    assert "The Debt Table" in page
    assert nasreen.shown_name not in page
    client.force_login(cast.ines())
    assert nasreen.shown_name in client.get("/about/").content.decode()


def test_words_of_the_community_are_words(client: Client) -> None:
    make.community(purpose="<script>alert(1)</script>", headline="<b>x</b>")
    assert b"<script>alert" not in client.get("/about/").content
    assert b"<b>x</b>" not in client.get("/").content


def test_people_to_call(client: Client) -> None:
    make.community(urgent_help_html="<p><strong>116 123</strong></p>")
    assert b"<strong>116 123</strong>" in client.get("/help-now/").content


def test_nothing_here(client: Client) -> None:
    make.community()
    answer = client.get("/nothing-here/")
    assert (answer.status_code, b"There is nothing here" in answer.content) == (404, True)


def test_a_form_without_its_token_is_asked_for_once_more() -> None:
    make.community()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ines())
    answer = strict.post("/settings/", {"name": "X"})
    assert (answer.status_code, b"Please send that once more" in answer.content) == (403, True)


@pytest.mark.parametrize("name", ["500.html", "503.html", "507.html"])
def test_the_last_pages_need_nothing(name: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        page = render_to_string(name)
    assert "<h1>" in page
    assert "{%" not in page


def test_too_much_in_a_short_time_has_a_page() -> None:
    make.community()
    assert "You have asked a lot in a short time" in render_to_string("429.html")


@pytest.mark.parametrize("path", ["/about/", "/help-now/", "/"])
def test_reading_needs_no_more_than_reading(client: Client, path: str) -> None:
    make.community()
    assert client.post(path).status_code == 405


def test_the_front_page_asks_the_database_six_times_at_most(client: Client, django_assert_max_num_queries: Any) -> None:
    make.community()
    for number in range(12):
        make.topic(title=f"Public question {number}", audience="everyone", space=make.space(visibility="public"))
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/")
