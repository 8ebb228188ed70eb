"""A session that has ended: no sign-in page stands inside another page, and one goes on where one was."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.matrix_world import World, addresses
from web.http import takes_get

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
PARTIAL = {"HX-Request": "true"}
OF_SIGNING_IN = ("account_", "mfa_", "usersessions", "oidc:join")  # pages, never asked for as parts


@pytest.fixture
def world() -> World:
    return World()


def paths(world: World) -> dict[str, str]:
    return {name: reverse(name, args=world.args(name) if takes else []) for name, takes in addresses().items()}


def next_of(answer: Any) -> str:
    return parse_qs(urlsplit(answer.headers["location"]).query)["next"][0]


def test_no_part_is_a_sign_in_page(world: World) -> None:
    for name, path in paths(world).items():
        for method in ("get", "post"):
            answer = getattr(Client(), method)(path, headers=PARTIAL | {"HX-Current-URL": "http://testserver/latest/"})
            if not name.startswith(OF_SIGNING_IN):
                assert SIGN_IN not in answer.headers.get("location", ""), name
                assert 'name="password"' not in answer.content.decode(), name


def test_next_is_never_an_address_that_takes_posts_alone(world: World) -> None:
    """Whatever was asked, from wherever: from a page that answered a form and stands at the form's own address, too."""
    for path in paths(world).values():
        here = {"Referer": f"http://testserver{path}"}
        for method, headers in (("get", {}), ("post", {}), ("post", here)):
            answer = getattr(Client(), method)(path, headers=headers)
            if answer.status_code == 302 and "?next=" in answer.headers["location"]:
                assert takes_get(urlsplit(next_of(answer)).path), path


def test_a_part_says_one_sentence_and_how_to_go_on(world: World) -> None:
    path = reverse("forum:bookmark", args=[world.post.pk])
    answer = Client().post(path, headers=PARTIAL | {"HX-Current-URL": "http://testserver/latest/?page=2"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert page.count("<p>") == 1
    assert f'href="{SIGN_IN}?next=/latest/%3Fpage%3D2"' in page
    assert "<html" not in page


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", "//evil.example/", "javascript:alert(1)", "", "x"])
def test_nothing_leads_back_to_another_site(world: World, elsewhere: str) -> None:
    path = reverse("forum:bookmark", args=[world.post.pk])
    for headers in (PARTIAL | {"HX-Current-URL": elsewhere}, {"Referer": elsewhere}):
        answer = Client().post(path, headers=headers)
        told = answer.content.decode() + answer.headers.get("location", "")
        assert "next=/" in told.replace("%2F", "/")
        assert "evil" not in told


def test_a_button_leads_back_to_its_page(world: World, client: Client) -> None:
    path = reverse("forum:bookmark", args=[world.post.pk])
    answer = client.post(path, {"on": "1"}, headers={"Referer": "http://testserver/latest/?page=2"})
    assert next_of(answer) == "/latest/?page=2"


def test_signed_in_nothing_of_this_happens(world: World, client: Client) -> None:
    client.force_login(world.author)
    assert client.post(reverse("forum:comments", args=[world.post.pk]), {"body": ""}).status_code == 422
    assert client.get("/resume/").headers["location"] == "/"
