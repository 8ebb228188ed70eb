"""What is not there and what is not for you are one page, which says how to sign in and goes on from there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tests.matrix_world import World

pytestmark = pytest.mark.django_db
NOWHERE = 10**6


@pytest.fixture
def world() -> World:
    return World()


def plain(answer: Any, path: str) -> str:
    """What is answered, without what differs from one address to the next."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    for spelling in (path, quote(path), quote(path, safe="")):
        text = text.replace(spelling, "PATH")
    return text + answer.headers.get("location", "").replace(quote(path), "PATH")


def sign_in_link(page: str) -> list[str]:
    main = page.partition("<main")[2].partition("</main>")[0]
    return [unescape(href) for href in re.findall(r'href="(/accounts/login/[^"]*)"', main)]


def test_not_there_and_not_for_you_are_one_page(world: World) -> None:
    hidden = make.topic(space=make.space(visibility="members", slug="inside"), by=world.author)
    pairs = [
        (world.topic.get_absolute_url(), f"/t/{NOWHERE}/{world.topic.slug}/"),
        (hidden.get_absolute_url(), f"/t/{NOWHERE}/-/"),
        ("/s/inside/", "/s/nowhere/"),
        (f"/@{world.author.handle}/", "/@nobody-here/"),
        *(
            (reverse(name, args=[world.masked.pk]), reverse(name, args=[NOWHERE]))
            for name in ("forum:versions", "forum:edit", "forum:comments")
        ),
    ]
    for there, nowhere in pairs:
        one, other = Client().get(there), Client().get(nowhere)
        assert one.status_code == other.status_code, there
        assert plain(one, there) == plain(other, nowhere), there


def test_it_leads_to_signing_in_and_on(world: World, client: Client) -> None:
    path = world.topic.get_absolute_url() + "?page=1"
    answer = client.get(path)
    assert answer.status_code == 404
    (door,) = sign_in_link(answer.content.decode())
    next = parse_qs(urlsplit(door).query)["next"][0]
    assert next == path
    client.get(door)
    form = {"login": world.member.handle, "password": make.PASSWORD, "next": next}
    assert world.topic.title in client.post("/accounts/login/", form, follow=True).content.decode()


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "/t/9/%22onload=%22/", "/nowhere/?next=//evil.example"]
)
def test_it_leads_to_no_other_site(world: World, client: Client, path: str) -> None:
    answer = client.get("/", PATH_INFO=path)
    for door in sign_in_link(answer.content.decode()):
        next = parse_qs(urlsplit(door).query)["next"][0]
        form = {"login": world.member.handle, "password": make.PASSWORD, "next": next}
        where = urlsplit(client.post("/accounts/login/", form).headers["location"])
        assert (where.scheme, where.netloc) == ("", "")
        assert not where.path.startswith(("//", "/\\"))


def test_to_a_member_it_says_nothing_of_signing_in(world: World, client: Client) -> None:
    client.force_login(world.member)
    page = client.get(f"/t/{NOWHERE}/-/").content.decode()
    assert "There is nothing here" in page
    assert sign_in_link(page) == []


def test_what_was_sent_to_nowhere_is_not_gone_on_to(client: Client) -> None:
    """After signing in, the address would be asked for and not sent to."""
    make.community()
    answer = client.post("/nowhere/", {"body": "Some words."})
    assert answer.status_code == 404
    assert sign_in_link(answer.content.decode()) == []
