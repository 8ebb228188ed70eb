"""Every address × method × role has one expected answer; no GET changes data; every POST needs its token (R18, R21)."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from members.models import Member
from tests.database import fingerprint
from tests.matrix import MATRIX
from tests.matrix_world import ROLES, World, addresses

CODES = {
    200: ".",
    204: ".",
    302: ">",
    303: ">",
    400: "!",
    403: "x",
    404: "n",
    405: "m",
    409: "!",
    410: "g",
    422: "!",
    429: "!",
}


# Enough for most forms, so that a role that may do a thing does it, and one that may not is not saved by an error.
SENT = {
    "answer": "later",
    "based_on": "1",
    "body": "What I would do is this.",
    "byline": "name",
    "reason": "selling",
    "revision": "1",
    "title": "A title of some length",
    "verb": "hide",
    "words": "Please look again.",
}


def path_of(world: World, name: str, takes: int) -> str:
    return reverse(name, args=world.args(name) if takes else [])


def code_of(answer: object) -> str:
    """One letter for an answer; "L" where it leads to the sign-in page."""
    if answer.status_code in (302, 303) and answer["Location"].startswith("/accounts/login/"):
        return "L"
    return CODES.get(answer.status_code, str(answer.status_code))


def signed_in(member: Member | None) -> Client:
    client = Client()
    if member is not None:
        client.force_login(member)
    return client


def ask(client: Client, path: str, method: str) -> str:
    """What is answered; whatever the request wrote is taken back, in the browser as well."""
    before, cookies = transaction.savepoint(), deepcopy(client.cookies)
    try:
        return code_of(client.post(path, SENT) if method == "post" else client.get(path))
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = cookies


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(addresses()) == set(MATRIX)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_is_the_expected_one(method: str) -> None:
    world, wrong = World(), []
    clients = [signed_in(world.role(role)) for role in ROLES]
    for name, takes in addresses().items():
        expected = MATRIX.get(name, ("", ""))[method == "post"]
        found = "".join(ask(client, path_of(world, name, takes), method) for client in clients)
        if found != expected:
            wrong.append(f"{method} {name}: {found}, expected {expected}")
    assert wrong == []


# What a GET may write: its own session, and nothing about anybody.
OF_THE_SESSION = {"django_session", "usersessions_usersession"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_no_get_changes_data(role: str) -> None:
    world = World()
    client = signed_in(world.role(role))
    before = fingerprint(OF_THE_SESSION)
    for name, takes in addresses().items():
        client.get(path_of(world, name, takes))
        client.get(path_of(world, name, takes), headers={"HX-Request": "true"})
    after = fingerprint(OF_THE_SESSION)
    assert {table for table in after if before.get(table) != after[table]} == set()


@pytest.mark.django_db
def test_a_get_that_writes_would_be_found() -> None:
    world, before = World(), fingerprint(OF_THE_SESSION)
    # From whatever hue is theirs: it goes by how many members were made before, and a fixed one is theirs now and then.
    get_user_model().objects.filter(pk=world.member.pk).update(hue=(F("hue") + 1) % 36)
    assert fingerprint(OF_THE_SESSION) != before


# Signed by its own token, and sent by mail programs without a cookie (RFC 8058).
WITHOUT_TOKEN = {"notices:stop"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"X-CSRFToken": "x" * 32},
        {"X-CSRFToken": "x" * 64, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    ],
    ids=["no token", "foreign origin", "short token", "foreign token and origin"],
)
def test_every_post_without_its_token_is_refused(headers: dict[str, str]) -> None:
    world = World()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.admin)
    before = fingerprint(OF_THE_SESSION)
    for name, takes in addresses().items():
        if name in WITHOUT_TOKEN:
            continue
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(path_of(world, name, takes), headers=headers)
            refused = {403} if method == "post" else {403, 405}
            assert answer.status_code in refused, f"{method} {name} without a token: {answer.status_code}"
    assert fingerprint(OF_THE_SESSION) == before


def test_there_is_no_admin_of_djangos() -> None:
    """Its forms would show session keys and secrets and change addresses."""
    with pytest.raises(Resolver404):
        resolve("/admin/")
