"""Ask first, register after: a visitor's words survive the way in."""

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from forum import limits
from forum.models import Draft, Space, Topic
from tests import cast, make

pytestmark = pytest.mark.django_db

SAME = {"Sec-Fetch-Site": "same-origin"}


def words(**said):
    return {
        "submit_key": str(uuid4()),
        "kind": "question",
        "title": "My bank says the letter is final",
        "body": "They wrote **final**.",
        "audience": "members",
        "as": "mask",
        "tags": "bank fees",
        **said,
    }


def ask_first(client, headers=SAME, **said):
    return client.post(reverse("forum:ask_first"), words(**said), headers=headers)


def test_a_visitor_sees_the_form_without_a_cookie(client) -> None:
    response = client.get(reverse("forum:ask"))
    assert response.status_code == 200
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not Session.objects.exists()


def test_their_words_begin_a_session_and_they_are_led_to_join() -> None:
    client = Client(enforce_csrf_checks=True)
    response = ask_first(client, space=make.space().slug)
    assert response.status_code == 303
    assert response["Location"] == "/accounts/signup/?next=%2Fask%2F"
    assert "session" in response.cookies
    assert not Topic.objects.exists()
    assert not Draft.objects.exists()


def test_or_to_sign_in_where_they_have_an_account(client) -> None:
    assert ask_first(client, do="sign-in")["Location"] == "/accounts/login/?next=%2Fask%2F"


def test_after_coming_in_the_form_holds_their_words_and_posts_them(client) -> None:
    space = make.space()
    ask_first(client, space=space.slug)
    client.force_login(cast.wilf())
    page = client.get(reverse("forum:ask")).content.decode()
    for said in ("My bank says the letter is final", "They wrote **final**.", "bank fees"):
        assert said in page
    assert re.search(rf'value="{space.slug}"[^>]* checked', page)
    assert '<input type="radio" name="as" value="mask" checked' in page
    response = client.post(reverse("forum:ask"), words(space=space.slug, **{"as": "me"}))
    assert response.status_code == 303
    assert Topic.objects.get().title == "My bank says the letter is final"
    assert "My bank" not in client.get(reverse("forum:ask")).content.decode()


def test_the_words_survive_a_real_sign_in(client) -> None:
    wanda = make.member(handle="wanda")
    wanda.emailaddress_set.create(email=wanda.email, verified=True, primary=True)
    ask_first(client)
    signed_in = client.post("/accounts/login/", {"login": "wanda", "password": make.PASSWORD, "next": "/ask/"})
    assert signed_in["Location"] == "/ask/"
    assert "My bank says the letter is final" in client.get("/ask/").content.decode()


def test_a_visitor_can_look_at_a_preview(client) -> None:
    response = ask_first(client, do="preview")
    assert "<strong>final</strong>" in response.content.decode()
    assert not response.cookies


def test_a_visitor_is_shown_public_spaces_alone(client) -> None:
    make.space(title="For everybody")
    make.space(title="For members", visibility=Space.Visibility.MEMBERS)
    page = client.get(reverse("forum:ask")).content.decode()
    assert "For everybody" in page
    assert "For members" not in page


def test_what_is_missing_is_said_beside_the_field_and_the_rest_is_kept(client) -> None:
    response = ask_first(client, title="")
    page = response.content.decode()
    assert response.status_code == 422
    assert "One line at the top, please" in page
    assert "They wrote **final**." in page
    assert not response.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": "https://elsewhere.example/ask/"},
        {},
    ],
)
def test_another_site_cannot_put_words_into_a_visitors_form(client, headers) -> None:
    response = ask_first(client, headers=headers)
    assert response.status_code == 403
    assert not Session.objects.exists()


def test_a_browser_that_only_says_its_origin_is_believed(client) -> None:
    assert ask_first(client, headers={"Origin": "http://testserver"}).status_code == 303


def test_an_account_that_waits_for_approval_keeps_its_words(client) -> None:
    client.force_login(make.member(approved_at=None))
    response = client.post(reverse("forum:ask"), words(space=make.space().slug))
    assert response.status_code == 422
    assert "They wrote **final**." in response.content.decode()
    assert not Topic.objects.exists()
    assert Draft.objects.exists()


def test_a_members_post_needs_the_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ines())
    assert client.post(reverse("forum:ask"), words(space=make.space().slug)).status_code == 403
    assert not Topic.objects.exists()


def test_a_visitor_cannot_post_to_the_members_form(client) -> None:
    response = client.post(reverse("forum:ask"), words(space=make.space().slug))
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/resume/")
    assert not Topic.objects.exists()


def test_the_session_holds_no_readable_word(client) -> None:
    ask_first(client)
    kept = client.session["first_question"]
    assert isinstance(kept, str)
    assert words()["title"] not in kept
    assert words()["body"] not in kept


def test_a_flood_from_one_address_is_refused_and_the_words_stay(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "POSTS_PER_ADDRESS", limits.Limit("post", 2, limits.HOUR))
    assert [ask_first(client).status_code for _ in range(3)] == [303, 303, 429]
    assert "They wrote **final**." in ask_first(client).content.decode()


def test_behind_a_mask_no_address_is_counted(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "POSTS_PER_ADDRESS", limits.Limit("post", 0, limits.HOUR))
    client.force_login(cast.ines())
    space = make.space()
    assert client.post(reverse("forum:ask"), words(space=space.slug)).status_code == 303
    assert client.post(reverse("forum:ask"), words(space=space.slug, **{"as": "me"})).status_code == 429
