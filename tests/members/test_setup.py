"""The one-time link: it names the community and makes the first admin, once."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from forum.models import Space
from members.actions import upkeep
from members.actions.test_mail import Answer
from members.models import Community, Journey, Member, SetupLink
from tests import make

pytestmark = pytest.mark.django_db

PURPOSE = {
    "name": "The Kitchen Table",
    "headline": "Getting out of debt, next to people who have been there.",
    "purpose": "People who owe money and people who used to.",
    "non_goals": "Nobody sells here.",
}
ROOMS = {
    "journeys": "Out of debt",
    "spaces": "First steps: when you don’t know where to start\nGood news",
}
DOOR = {
    "agreement": "No shame.\n\nNobody sells here.",
    "registration": "open",
    "host_name": "",
    "host_url": "",
    "urgent_help": "**116 123** answers day and night.",
    "time_zone": "Europe/London",
}
PERSON = {"admin_name": "Nasreen B", "email": "Nasreen@example.org", "password": "a long enough password"}
STEPS = [PURPOSE, ROOMS, DOOR, PERSON]


def link() -> str:
    out = StringIO()
    call_command("setup_link", stdout=out)
    return out.getvalue().split()[-1].removeprefix("http://localhost:8000")


def walk(client: Client, address: str, *, until: int = 4, **changes: str) -> Any:
    """Fills in one step after the other; the answer to the last."""
    answer = None
    for number, step in enumerate(STEPS[:until], 1):
        answer = client.post(f"{address}{number}/", step | {k: v for k, v in changes.items() if k in step})
        if answer.status_code != 302:
            return answer
    return answer


def test_whoever_opens_the_link_becomes_the_first_admin(client: Client) -> None:
    address = link()
    assert client.get(address, follow=True).status_code == 200
    assert walk(client, address).headers["location"] == "/"
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
    walk(client, link())
    again = Client()
    again.post("/accounts/login/", {"login": "nasreen@example.org", "password": PERSON["password"]})
    assert "_auth_user_id" in again.session


def test_a_used_link_does_not_exist(client: Client) -> None:
    address = link()
    walk(client, address)
    for path in (address, f"{address}1/", f"{address}4/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, PERSON | {"email": "second@example.org"}).status_code == 404
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
    answer = walk(client, link(), **{name: " "})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert not Member.objects.exists()
    assert not Community.objects.filter(set_up_at__isnull=False).exists()


def test_what_was_typed_is_kept(client: Client) -> None:
    answer = walk(client, link(), purpose="")
    assert b"Nobody sells here." in answer.content


@pytest.mark.parametrize("spaces", ["Good news\nGood news", "Good news\ngood news: again"])
def test_two_spaces_of_one_name_are_refused_where_they_are_typed(client: Client, spaces: str) -> None:
    answer = walk(client, link(), spaces=spaces)
    assert answer.status_code == 422
    assert b"There is a space with that name already." in answer.content
    assert not Space.objects.exists()


# --- four short steps, each kept ------------------------------------------------------------------------------------


def test_each_step_is_a_page_of_its_own(client: Client) -> None:
    address = link()
    page = client.get(f"{address}1/").content.decode()
    assert 'name="purpose"' in page
    assert 'name="journeys"' not in page
    assert 'name="password"' not in page


@pytest.mark.parametrize("done", [0, 1, 2, 3])
def test_somebody_who_comes_back_goes_on_where_they_stopped(client: Client, done: int) -> None:
    address = link()
    walk(client, address, until=done)
    later = Client()  # another browser, another day
    assert later.get(address).headers["location"] == f"{address}{done + 1}/"
    for number in range(1, done + 1):
        page = later.get(f"{address}{number}/").content.decode()
        assert all(line in page for value in STEPS[number - 1].values() for line in value.split("\n\n")[:1])


def test_another_link_finds_what_was_filled_in_before(client: Client) -> None:
    """The server was started again meanwhile, and printed a new one."""
    walk(client, link(), until=2)
    address = link()
    assert client.get(address).headers["location"] == f"{address}3/"
    assert client.post(f"{address}3/", DOOR).status_code == 302
    assert client.post(f"{address}4/", PERSON).headers["location"] == "/"
    assert Community.objects.get().name == "The Kitchen Table"


@pytest.mark.parametrize("number", [0, 3, 4, 5, 99])
def test_no_step_is_jumped_over(client: Client, number: int) -> None:
    address = link()
    walk(client, address, until=1)
    for answer in (client.get(f"{address}{number}/"), client.post(f"{address}{number}/", PERSON)):
        assert answer.headers["location"] == f"{address}2/"
    assert not Member.objects.exists()


def test_a_step_can_be_changed_before_the_doors_open(client: Client) -> None:
    address = link()
    walk(client, address, until=3)
    client.post(f"{address}1/", PURPOSE | {"name": "Level Ground"})
    client.post(f"{address}4/", PERSON)
    assert Community.objects.get().name == "Level Ground"


def test_nothing_is_open_before_the_last_step_and_nothing_is_kept_after_it(client: Client) -> None:
    address = link()
    walk(client, address, until=3)
    assert client.get("/").status_code == 503
    assert not Space.objects.exists()
    walk(client, address)
    assert Community.objects.get().setup_draft == {}


def test_who_one_is_and_the_password_are_kept_nowhere(client: Client) -> None:
    address = link()
    walk(client, address, until=3)
    client.post(f"{address}4/", PERSON | {"admin_name": ""})
    draft = str(Community.objects.get().setup_draft)
    assert "password" not in draft
    assert "example.org" not in draft


def test_without_the_link_nothing_is_kept(client: Client) -> None:
    link()
    assert client.post("/setup/guess/1/", PURPOSE).status_code == 404
    assert Community.objects.get().setup_draft == {}


# --- a test mail on the way -----------------------------------------------------------------------------------------


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked for; the server says yes to all but one. How it is asked is tested where it is done."""
    asked: list[str] = []

    def send(to: str) -> Answer:
        asked.append(to)
        return Answer("mail.example.org", 587, "550 no" if to.startswith("bad") else "250 queued", "bad" not in to)

    monkeypatch.setattr(upkeep, "send_test_mail", send)
    return asked


@pytest.mark.parametrize(("to", "words"), [("n@example.org", "250 queued"), ("bad@example.org", "550 no")])
def test_a_test_mail_names_host_port_and_answer(client: Client, answered: list[str], to: str, words: str) -> None:
    address = link()
    walk(client, address, until=3)
    page = client.post(f"{address}4/", PERSON | {"email": to, "do": "mail"}).content.decode()
    assert answered == [to]
    assert all(said in page for said in ("mail.example.org", "587", words))
    assert "Nasreen B" in page
    assert not Member.objects.exists()
    assert Community.objects.get().setup_draft.keys() == {"purpose", "rooms", "door"}


def test_with_the_script_it_is_a_part_of_the_page(client: Client, answered: list[str]) -> None:
    address = link()
    walk(client, address, until=3)
    answer = client.post(f"{address}4/", {"email": "n@example.org", "do": "mail"}, headers={"HX-Request": "true"})
    assert "250 queued" in answer.content.decode()
    assert "<!DOCTYPE" not in answer.content.decode()


@pytest.mark.parametrize("to", ["", "nobody", "a@b@c"])
def test_without_an_address_nothing_is_sent(client: Client, answered: list[str], to: str) -> None:
    address = link()
    walk(client, address, until=3)
    page = client.post(f"{address}4/", PERSON | {"email": to, "do": "mail"}).content.decode()
    assert "Please give an address." in page
    assert answered == []


def test_nor_without_the_link_or_before_the_last_step(client: Client, answered: list[str]) -> None:
    address = link()
    mail = PERSON | {"do": "mail"}
    assert client.post("/setup/guess/4/", mail).status_code == 404
    client.post(f"{address}4/", mail)
    client.post(f"{address}1/", mail)
    assert answered == []


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
