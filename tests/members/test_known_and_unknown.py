"""Which addresses and names are known is told by nothing: not by a page, a mail, a question or a hash more or less.

Times are measured by `bin/bench enumeration`; what makes them is counted here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import queries
from members.actions.bulk import tombstone
from members.models import Member, Suspension
from tests import make

pytestmark = pytest.mark.django_db

WRONG = "wrong wrong wrong"
NAME, ADDRESS = "ines", "ines@example.org"
NOBODY, NO_ADDRESS = "nina", "nina@example.org"


@dataclass
class Cost:
    """All that takes time or leaves a trace while a request is answered."""

    status: int = 0
    location: str = ""
    hashes: int = 0
    mails: int = 0
    questions: Counter[str] = field(default_factory=Counter)


class Hashing:
    count = 0


@contextmanager
def hashes() -> Iterator[Hashing]:
    """Counts each run of the hasher that passwords are kept with."""
    made, seen = MD5PasswordHasher.encode, Hashing()

    def encode(hasher: MD5PasswordHasher, password: str, salt: str) -> str:
        seen.count += 1
        return made(hasher, password, salt)

    with patch.object(MD5PasswordHasher, "encode", encode):
        yield seen


def cost(client: Client, path: str, form: dict[str, str]) -> Cost:
    before = len(mail.outbox)
    with hashes() as hashed, CaptureQueriesContext(connection) as asked:
        answer = client.post(path, form)
    kinds = Counter(" ".join(query["sql"].split()[:1]) for query in asked.captured_queries)
    return Cost(answer.status_code, answer.headers.get("location", ""), hashed.count, len(mail.outbox) - before, kinds)


# --- who may be meant -------------------------------------------------------------------------------------


def plain(**more: Any) -> Member:
    member = make.member(**{"handle": NAME, "email": ADDRESS} | more)
    member.emailaddress_set.create(email=ADDRESS, verified=True, primary=True)
    return member


def without_a_password() -> Member:
    member = plain()
    member.set_unusable_password()
    member.save()
    return member


def without_anything_in_the_column() -> Member:
    member = plain()
    Member.objects.filter(pk=member.pk).update(password="")
    return member


def closed() -> Member:
    return plain(is_active=False)


def suspended() -> Member:
    member = plain()
    until = timezone.now() + timedelta(days=3)
    Suspension.objects.create(member=member, by=make.admin(), reason="Rest a little.", until=until)
    return member


def unconfirmed() -> Member:
    member = make.member(handle=NAME, email=ADDRESS, approved_at=None)
    member.emailaddress_set.create(email=ADDRESS, verified=False, primary=True)
    return member


def of_an_address_without_a_row() -> Member:
    return make.member(handle=NAME, email=ADDRESS)


def waiting() -> Member:
    return plain(approved_at=None, applied_at=timezone.now())


def imported() -> Member:
    return plain(kind=Member.Kind.IMPORTED)


def with_a_second_factor() -> Member:
    member = plain()
    TOTP.activate(member, generate_totp_secret())
    return member


def whose_address_others_have_given_too() -> Member:
    member = plain()
    for _other in range(3):
        make.member().emailaddress_set.create(email=ADDRESS, verified=False, primary=False)
    return member


KNOWN: tuple[Callable[[], Member], ...] = (
    plain,
    without_a_password,
    without_anything_in_the_column,
    closed,
    suspended,
    unconfirmed,
    of_an_address_without_a_row,
    waiting,
    imported,
    with_a_second_factor,
    whose_address_others_have_given_too,
)
known = pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.__name__)


@pytest.fixture(autouse=True)
def _community(patient: None) -> None:
    make.community()
    tombstone()
    Client().get("/accounts/login/")  # what is read once and kept is read


# --- the doors --------------------------------------------------------------------------------------------


def signing_in_costs_the_same(password: str) -> None:
    for pair in ((NAME, NOBODY), (ADDRESS, NO_ADDRESS), (ADDRESS.upper(), NO_ADDRESS)):
        costs = [cost(Client(), "/accounts/login/", {"login": typed, "password": password}) for typed in pair]
        assert costs[0] == costs[1]
        assert costs[0].hashes == 1


@known
def test_signing_in_with_a_wrong_password(known: Callable[[], Member]) -> None:
    known()
    signing_in_costs_the_same(WRONG)


@pytest.mark.parametrize("known", [plain, without_a_password])
@pytest.mark.parametrize("password", ["x", "wrong " * 20_000], ids=["short", "very long"])
def test_signing_in_with_a_password_of_another_length(known: Callable[[], Member], password: str) -> None:
    known()
    signing_in_costs_the_same(password)


def test_the_right_password_takes_one_hash() -> None:
    plain()
    assert cost(Client(), "/accounts/login/", {"login": ADDRESS, "password": make.PASSWORD}).hashes == 1
    assert cost(Client(), "/accounts/login/", {"login": NAME, "password": make.PASSWORD}).hashes == 1


def test_the_right_password_of_a_closed_account_takes_one_hash() -> None:
    closed()
    assert cost(Client(), "/accounts/login/", {"login": ADDRESS, "password": make.PASSWORD}).hashes == 1


def both(steps: Callable[[Client, str], list[Cost]]) -> list[Cost]:
    """What a visitor pays who types the known address; asserts that it is the same with the unknown one."""
    paid = [steps(Client(), typed) for typed in (ADDRESS, NO_ADDRESS)]
    assert paid[0] == paid[1]
    return paid[0]


def plain_page(client: Client, path: str) -> tuple[str, Counter[str]]:
    with CaptureQueriesContext(connection) as asked:
        text = client.get(path).content.decode()
    text = re.sub(r'name="(csrfmiddlewaretoken|made_at)" value="[^"]*"', "", text).replace(NO_ADDRESS, ADDRESS)
    return text, Counter(query["sql"].split()[0] for query in asked.captured_queries)


@known
@pytest.mark.parametrize(
    ("door", "confirm"),
    [
        ("/accounts/login/code/", "/accounts/login/code/confirm/"),
        ("/accounts/password/reset/", "/accounts/password/reset/confirm/"),
    ],
    ids=["code", "reset"],
)
def test_a_code_and_all_that_comes_after_it(known: Callable[[], Member], door: str, confirm: str) -> None:
    known()
    pages = []

    def steps(client: Client, typed: str) -> list[Cost]:
        asked = cost(client, door, {"email": typed})
        pages.append(plain_page(client, confirm))
        again = cost(client, confirm, {"action": "resend"})
        pages.append(plain_page(client, confirm))
        mistyped = [cost(client, confirm, {"code": "BBBB-CCCC"}) for _time in range(3)]
        return [asked, again, *mistyped, cost(client, confirm, {"code": "BBBB-CCCC"})]

    asked, *after = both(steps)
    assert (asked.status, asked.hashes, asked.mails) == (302, 0, 1)
    assert pages[:2] == pages[2:]
    assert sum(step.hashes for step in after) == 0


@known
def test_signing_up(known: Callable[[], Member]) -> None:
    known()
    signing_up_costs_the_same("a long one of my own 7")


@pytest.mark.parametrize("password", ["", "a long one " * 10_000], ids=["none", "very long"])
def test_signing_up_with_a_password_of_another_length(password: str) -> None:
    plain()
    signing_up_costs_the_same(password)


def signing_up_costs_the_same(password: str) -> None:
    pages = []

    def steps(client: Client, typed: str) -> list[Cost]:
        cache.clear()  # the first of both must not have used up the tries of the second
        queries.community()
        made_at = client.get("/accounts/signup/").context["form"]["made_at"].value()
        form = {"name": f"Wilf {'AB'[typed == ADDRESS]}", "email": typed, "password1": password, "agreement": "on"}
        asked = cost(client, "/accounts/signup/", form | {"made_at": made_at})
        pages.append(plain_page(client, "/accounts/confirm-email/"))
        cache.clear()
        queries.community()
        again = cost(client, "/accounts/confirm-email/", {"action": "resend"})
        pages.append(plain_page(client, "/accounts/confirm-email/"))
        return [asked, again, cost(client, "/accounts/confirm-email/", {"code": "BBBB-CCCC"})]

    asked, again, mistyped = both(steps)
    assert (asked.hashes, asked.mails) == (1 if password else 0, 1)
    assert (again.hashes, again.mails, mistyped.mails) == (0, 1, 0)
    assert pages[:2] == pages[2:]


def test_a_name_is_taken_by_whoever_signed_up_with_it_whatever_the_address() -> None:
    """Else somebody could sign up with an address and a name of their own, and see whether the name is free after."""
    plain()
    for typed, name in ((ADDRESS, "Zora Quill"), (NO_ADDRESS, "Mabel Orr")):
        for client in (Client(), Client()):
            made_at = client.get("/accounts/signup/").context["form"]["made_at"].value()
            form = {"name": name, "email": typed, "agreement": "on", "made_at": made_at}
            answer = client.post("/accounts/signup/", form)
            typed = "third@example.org"
        assert "That name is taken here" in answer.content.decode(), name


def parts(message: Any) -> list[str]:
    return [str(message.body), *(str(content) for content, _kind in message.alternatives)]


@known
def test_a_code_leaves_for_the_owner_of_the_address_alone(known: Callable[[], Member]) -> None:
    member = known()
    lets_in = member.is_active
    for typed, told in ((ADDRESS, lets_in), (NO_ADDRESS, False)):
        for door, key in (
            ("/accounts/login/code/", "account_login"),
            ("/accounts/password/reset/", "account_password_reset_verification"),
        ):
            client = Client()
            client.post(door, {"email": typed})
            (code,) = re.findall(r'"code": "([^"]+)"', json.dumps(client.session[key]))
            assert [code in part for part in parts(mail.outbox[-1])] == [told, told]
            assert mail.outbox[-1].to == [typed]
            assert ("There is no account with it" in str(mail.outbox[-1].body)) is not told
