"""How often a password may be tried: counted for the account, whatever else the request says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from django.test import Client

from members.models import Member
from tests import cast, make
from tests.joining import code_in_mail

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
TRIES = 5
WRONG = "wrong wrong wrong"
OFTEN = "often in a short time"
_addresses = count(1)


@pytest.fixture
def ines() -> Member:
    make.community()
    member = cast.ines()
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    return member


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: object) -> None:
    """So that each try can come from an address of its own."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1  # type: ignore[attr-defined]


def tried(login: str, password: str = WRONG, **headers: str) -> tuple[Client, str]:
    client, number = Client(), next(_addresses)
    headers = {"x-forwarded-for": f"10.0.{number // 250}.{number % 250}"} | headers
    answer = client.post(LOGIN, {"login": login, "password": password}, headers=headers)
    return client, answer.content.decode()


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def hosts() -> Iterator[str]:
    yield from ("localhost", "127.0.0.1", "[::1]", "testserver:80", "LOCALHOST", "testserver.", "localhost:80")


def test_another_host_begins_no_new_count(ines: Member) -> None:
    for _try, host in zip(range(TRIES), hosts(), strict=False):
        tried(ines.email, host=host)
    for host in hosts():
        client, page = tried(ines.email, make.PASSWORD, host=host)
        assert not is_in(client), host
        assert OFTEN in page, host


@pytest.mark.parametrize(
    "spellings",
    [
        ("ines", "INES", " ines ", "Ines", "iNES\t"),
        ("ines@example.org", "INES@example.org", "Ines@Example.Org", " ines@example.org", "ines@example.ORG "),
        ("ines", "ines@example.org", "INES", "Ines@Example.org", "ines"),
    ],
    ids=["name", "address", "name and address"],
)
def test_another_spelling_begins_no_new_count(ines: Member, spellings: tuple[str, ...]) -> None:
    for spelling in spellings:
        tried(spelling)
    for spelling in spellings:
        client, _page = tried(spelling, make.PASSWORD)
        assert not is_in(client), spelling


def test_the_other_name_of_an_account_is_not_told_by_its_count(ines: Member) -> None:
    """Five tries of a name must not make the sentence of an address another one: that would say whose it is."""
    for _try in range(TRIES):
        tried("ines")
    _client, known = tried(ines.email)
    _client, unknown = tried("nobody@example.org")
    assert OFTEN not in known
    assert known.count("belong together") == unknown.count("belong together") == 1


@pytest.mark.parametrize("login", ["nobody@example.org", "nobody"])
def test_an_unknown_name_is_refused_after_as_many_tries(ines: Member, login: str) -> None:
    for _try in range(TRIES):
        assert OFTEN not in tried(login)[1]
    assert OFTEN in tried(login)[1]


def test_the_right_password_uses_up_no_try(ines: Member) -> None:
    for _try in range(TRIES + 2):
        client, _page = tried("ines", make.PASSWORD)
        assert is_in(client)


def test_another_account_is_not_held_up(ines: Member) -> None:
    pau = cast.pau()
    pau.emailaddress_set.create(email=pau.email, verified=True, primary=True)
    for _try in range(TRIES + 1):
        tried("ines")
    assert is_in(tried("pau", make.PASSWORD)[0])


def test_strangers_do_not_keep_a_member_from_showing_that_it_is_them(client: Client, ines: Member) -> None:
    client.post(LOGIN, {"login": "ines", "password": make.PASSWORD})
    for _try in range(TRIES + 1):
        tried("ines")
        tried(ines.email)
    answer = client.post("/accounts/reauthenticate/", {"password": make.PASSWORD, "next": "/settings/"})
    assert answer.headers["location"] == "/settings/"


def test_a_session_left_open_is_no_place_to_guess(client: Client, ines: Member) -> None:
    client.post(LOGIN, {"login": "ines", "password": make.PASSWORD})
    for _try in range(TRIES):
        assert (
            "That isn’t your password" in client.post("/accounts/reauthenticate/", {"password": WRONG}).content.decode()
        )
    assert OFTEN in client.post("/accounts/reauthenticate/", {"password": make.PASSWORD}).content.decode()


def test_a_new_password_opens_the_door_again(client: Client, ines: Member) -> None:
    for _try in range(TRIES + 1):
        tried("ines")
        tried(ines.email)
    client.post("/accounts/password/reset/", {"email": ines.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_in_mail()})
    new = {"password1": "quite another long one", "password2": "quite another long one"}
    client.post("/accounts/password/reset/complete/", new)
    for login in ("ines", ines.email):
        assert is_in(tried(login, "quite another long one")[0])
