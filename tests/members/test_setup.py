"""The one-time link: it names the community and makes the first admin, once."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from forum.models import Space
from members.models import Community, Journey, Member, SetupLink
from tests import make

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "The Kitchen Table",
    "headline": "Getting out of debt, next to people who have been there.",
    "purpose": "People who owe money and people who used to.",
    "non_goals": "Nobody sells here.",
    "agreement": "No shame.\n\nNobody sells here.",
    "registration": "open",
    "time_zone": "Europe/London",
    "urgent_help": "**116 123** answers day and night.",
    "journeys": "Out of debt",
    "spaces": "First steps: when you don’t know where to start\nGood news",
    "admin_name": "Nasreen B",
    "email": "Nasreen@example.org",
    "password": "a long enough password",
}


def link() -> str:
    out = StringIO()
    call_command("setup_link", stdout=out)
    return out.getvalue().split()[-1].removeprefix("http://localhost:8000")


def test_whoever_opens_the_link_becomes_the_first_admin(client: Client) -> None:
    address = link()
    assert client.get(address).status_code == 200
    assert client.post(address, FILLED).headers["location"] == "/"
    nasreen = Member.objects.get()
    assert (nasreen.is_staff, nasreen.handle, nasreen.email) == (True, "nasreen-b", "nasreen@example.org")
    assert int(client.session["_auth_user_id"]) == nasreen.pk
    row = Community.objects.get()
    assert (row.name, row.agreement) == ("The Kitchen Table", ["No shame.", "Nobody sells here."])
    assert "<strong>116 123</strong>" in row.urgent_help_html
    assert list(Journey.objects.values_list("title", flat=True)) == ["Out of debt"]
    assert list(Space.objects.values_list("title", "purpose")) == [
        ("First steps", "when you don’t know where to start"),
        ("Good news", ""),
    ]
    assert len(set(Space.objects.values_list("hue", flat=True))) == 2


def test_the_first_admin_can_sign_in_again_with_the_password(client: Client) -> None:
    client.post(link(), FILLED)
    again = Client()
    again.post("/accounts/login/", {"login": "nasreen@example.org", "password": FILLED["password"]})
    assert "_auth_user_id" in again.session


def test_a_used_link_does_not_exist(client: Client) -> None:
    address = link()
    client.post(address, FILLED)
    assert Client().get(address).status_code == 404
    assert Client().post(address, FILLED | {"email": "second@example.org"}).status_code == 404
    assert Member.objects.count() == 1


def test_an_earlier_link_stops_working(client: Client) -> None:
    first = link()
    link()
    assert client.get(first).status_code == 404
    assert SetupLink.objects.count() == 1


def test_a_guess_does_not_exist(client: Client) -> None:
    link()
    assert client.get("/setup/guess/").status_code == 404


def test_no_link_once_it_is_set_up(client: Client) -> None:
    make.community()
    out, err = StringIO(), StringIO()
    call_command("setup_link", stdout=out, stderr=err)
    assert out.getvalue() == ""
    assert "set up already" in err.getvalue()


def test_a_link_from_before_set_up_does_not_exist_after_it(client: Client) -> None:
    address = link()
    make.community()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["purpose", "non_goals", "agreement", "journeys", "spaces", "name", "admin_name"])
def test_nothing_begins_without(client: Client, name: str) -> None:
    answer = client.post(link(), FILLED | {name: " "})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Member.objects.exists()
    assert not Community.objects.filter(set_up_at__isnull=False).exists()


def test_what_was_typed_is_kept(client: Client) -> None:
    answer = client.post(link(), FILLED | {"purpose": ""})
    assert b"Nobody sells here." in answer.content
    assert b"Nasreen B" in answer.content


def test_two_spaces_of_one_name_are_refused_and_nothing_is_made(client: Client) -> None:
    answer = client.post(link(), FILLED | {"spaces": "Good news\nGood news"})
    assert answer.status_code == 422
    assert b"There is a space with that name already." in answer.content
    assert not Member.objects.exists()
    assert not Space.objects.exists()


def test_registering_does_not_make_an_admin(client: Client) -> None:
    link()
    answer = client.get("/accounts/signup/")
    assert b"being prepared" in answer.content
    client.post("/accounts/signup/", {"email": "a@example.org", "name": "A", "agreement": "on"})
    assert not Member.objects.exists()


def test_until_then_the_front_page_says_kindly_so(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 503
    assert b"This community is being prepared" in answer.content


def test_two_who_use_the_link_at_once_make_one_admin(client: Client) -> None:
    from members.actions.community import set_up

    token = link().split("/")[-2]
    values: dict[str, Any] = {"name": "One", "purpose": "x", "non_goals": "y", "agreement": ["z"]}
    set_up(token=token, admin=Member(email="a@example.org"), password="", name="Ada", community=values)
    with pytest.raises(SetupLink.DoesNotExist):
        set_up(token=token, admin=Member(email="b@example.org"), password="", name="Bea", community=values)
