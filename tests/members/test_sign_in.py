"""Signing in: by code or password, the same for addresses that are known and for those that are not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from members.models import Member
from tests import cast, make
from tests.joining import code_in_mail

pytestmark = pytest.mark.django_db

CODE = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"


@pytest.fixture
def ines() -> Member:
    make.community()
    member = cast.ines()
    member.emailaddress_set.create(email=member.email, verified=True, primary=True)
    return member


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def plain(page: bytes) -> str:
    """A page without what differs between any two visits."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.decode())
    return re.sub(r"[\w.]+@example\.org", "ADDRESS", text)


def test_with_a_code(client: Client, ines: Member) -> None:
    client.post(CODE, {"email": ines.email})
    assert mail.outbox[-1].subject == "Your code"
    client.post(CONFIRM, {"code": code_in_mail()})
    assert is_in(client)


@pytest.mark.parametrize("person", ["", "hello@example.org"])
def test_a_mail_promises_a_person_only_where_there_is_one(
    client: Client, ines: Member, settings: Any, person: str
) -> None:
    settings.REPLY_TO_EMAIL = person
    client.post(CODE, {"email": ines.email})
    message = mail.outbox[-1]
    assert ("reach a person" in str(message.body)) is bool(person)
    assert message.reply_to == [person or settings.DEFAULT_FROM_EMAIL]


def test_with_a_wrong_code(client: Client, ines: Member) -> None:
    client.post(CODE, {"email": ines.email})
    client.post(CONFIRM, {"code": "AAAA-1111"})
    assert not is_in(client)


def test_a_code_works_once(client: Client, ines: Member) -> None:
    client.post(CODE, {"email": ines.email})
    code = code_in_mail()
    client.post(CONFIRM, {"code": code})
    other = Client()
    other.post(CODE, {"email": ines.email})
    other.post(CONFIRM, {"code": code})
    assert not is_in(other)


def test_an_unknown_address_takes_the_same_steps(client: Client, ines: Member) -> None:
    known, unknown = client, Client()
    one = known.post(CODE, {"email": ines.email})
    two = unknown.post(CODE, {"email": "nobody@example.org"})
    assert (one.status_code, one.headers["location"]) == (two.status_code, two.headers["location"])
    assert plain(known.get(CONFIRM).content) == plain(unknown.get(CONFIRM).content)
    assert mail.outbox[-1].subject == "About your sign-in"


def test_a_new_password_is_offered_to_both_alike(client: Client, ines: Member) -> None:
    known, unknown = client, Client()
    one = known.post("/accounts/password/reset/", {"email": ines.email})
    two = unknown.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (one.status_code, one.headers["location"]) == (two.status_code, two.headers["location"])
    where = one.headers["location"]
    assert plain(known.get(where).content) == plain(unknown.get(where).content)


@pytest.mark.parametrize("login", ["ines@example.org", "ines", "INES", "Ines@Example.org"])
def test_with_a_password_by_address_or_name(client: Client, ines: Member, login: str) -> None:
    client.post("/accounts/login/", {"login": login, "password": make.PASSWORD})
    assert is_in(client)


def test_a_wrong_password_says_nothing_about_the_account(client: Client, ines: Member) -> None:
    known = client.post("/accounts/login/", {"login": ines.email, "password": "wrong wrong wrong"})
    unknown = Client().post("/accounts/login/", {"login": "nobody@example.org", "password": "wrong wrong wrong"})
    assert plain(known.content) == plain(unknown.content)
    assert "belong together" in known.content.decode()
    assert not is_in(client)


def test_guessing_ends_after_five(client: Client, ines: Member) -> None:
    for _ in range(5):
        client.post("/accounts/login/", {"login": ines.email, "password": "wrong wrong wrong"})
    answer = client.post("/accounts/login/", {"login": ines.email, "password": make.PASSWORD})
    assert not is_in(client)
    assert "often in a short time" in answer.content.decode()


def test_too_many_requests_have_a_page(client: Client, ines: Member, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client.post("/accounts/login/", {"login": "ines", "password": "wrong wrong wrong"})
    answer = client.post("/accounts/login/", {"login": "ines", "password": "wrong wrong wrong"})
    assert answer.status_code == 429
    assert "You have asked a lot in a short time" in answer.content.decode()


def test_imported_people_cannot_sign_in(client: Client, ines: Member) -> None:
    ghost = make.member(handle="imported", kind=Member.Kind.IMPORTED, approved_at=None)
    ghost.emailaddress_set.create(email=ghost.email, verified=True, primary=True)
    answer = client.post("/accounts/login/", {"login": "imported", "password": make.PASSWORD})
    assert answer.headers["location"] == "/accounts/inactive/"
    assert not is_in(client)
    ghost.refresh_from_db()
    assert ghost.approved_at is None


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "a:b"]
)
def test_the_way_on_stays_on_this_site(client: Client, ines: Member, target: str) -> None:
    answer = client.post("/accounts/login/", {"login": "ines", "password": make.PASSWORD, "next": target})
    assert answer.headers["location"] == "/"


def test_a_new_password_ends_the_other_sessions(client: Client, ines: Member) -> None:
    other = Client()
    for browser in (client, other):
        browser.post("/accounts/login/", {"login": "ines", "password": make.PASSWORD})
    words = {"oldpassword": make.PASSWORD, "password1": "an even longer one 7", "password2": "an even longer one 7"}
    client.post("/accounts/password/change/", words)
    assert client.get("/settings/").status_code == 200
    assert other.get("/settings/").status_code == 302


def test_signing_in_gives_the_session_another_name(client: Client, ines: Member) -> None:
    client.get("/accounts/login/")
    client.post(CODE, {"email": ines.email})
    before = client.session.session_key
    client.post(CONFIRM, {"code": code_in_mail()})
    assert client.session.session_key != before


def test_signing_out_takes_a_post(client: Client, ines: Member) -> None:
    client.force_login(ines)
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)
