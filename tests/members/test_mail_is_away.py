"""A mail server that is away costs a sentence; nothing that was typed is lost, and the code can be asked for again."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from anymail.exceptions import AnymailAPIError
from django.conf import settings as configured
from django.core import mail
from django.core.cache import cache
from django.test import Client

from members.adapter import AccountAdapter
from members.models import Community, Member
from tests import make

pytestmark = pytest.mark.django_db

ERRORS = {
    "nobody there": ConnectionRefusedError(),
    "silence": TimeoutError(),
    "no such host": socket.gaierror(),
    "hung up": smtplib.SMTPServerDisconnected(),
    "refused": smtplib.SMTPRecipientsRefused({"wilf@example.org": (550, b"no")}),
    "wrong password of ours": smtplib.SMTPAuthenticationError(535, b"no"),
    "a provider's own": AnymailAPIError("no"),
}
SENTENCE = "could not be sent just now. Nothing that you typed is lost."


def away(error: Exception | None = None) -> Any:
    return patch("django.core.mail.EmailMessage.send", side_effect=error or ConnectionRefusedError())


@pytest.fixture(autouse=True)
def _community(patient: None) -> None:
    make.community()


def joins(client: Client, **more: str) -> Any:
    made_at = client.get("/accounts/signup/").context["form"]["made_at"].value()
    form = {"name": "Wilf", "email": "wilf@example.org", "agreement": "on", "made_at": made_at}
    return client.post("/accounts/signup/", form | more, follow=True)


def asks_for_a_code(client: Client) -> Any:
    member = make.member(handle="wilf")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return client.post("/accounts/login/code/", {"email": "wilf@example.org"}, follow=True)


def asks_for_a_new_password(client: Client) -> Any:
    member = make.member(handle="wilf")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return client.post("/accounts/password/reset/", {"email": "wilf@example.org"}, follow=True)


def joins_a_second_time(client: Client) -> Any:
    member = make.member(handle="wilf")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    return joins(client, name="Somebody else")


def asks_for_a_code_without_an_account(client: Client) -> Any:
    return client.post("/accounts/login/code/", {"email": "wilf@example.org"}, follow=True)


def asks_for_a_new_password_without_an_account(client: Client) -> Any:
    return client.post("/accounts/password/reset/", {"email": "wilf@example.org"}, follow=True)


DOES = (
    joins,
    asks_for_a_code,
    asks_for_a_new_password,
    joins_a_second_time,
    asks_for_a_code_without_an_account,
    asks_for_a_new_password_without_an_account,
)


@pytest.mark.parametrize("does", DOES, ids=lambda does: does.__name__)
def test_each_goes_on_to_the_code_with_a_clear_sentence(client: Client, does: Callable[[Client], Any]) -> None:
    with away():
        answer = does(client)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count(SENTENCE) == 1
    assert "has not left yet" in page
    assert "We sent a code" not in page
    assert 'name="code"' in page
    assert "wilf@example.org" in page


@pytest.mark.parametrize("does", DOES, ids=lambda does: does.__name__)
def test_and_says_that_it_was_sent_when_it_was(client: Client, does: Callable[[Client], Any]) -> None:
    page = does(client).content.decode()
    assert "could not be sent" not in page
    assert "We sent a code" in page
    assert [message.to for message in mail.outbox] == [["wilf@example.org"]]


@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS.keys())
def test_whatever_is_wrong_with_the_server(client: Client, error: Exception) -> None:
    with away(error):
        assert SENTENCE in joins(client).content.decode()


def test_an_error_of_ours_is_not_taken_for_the_servers(client: Client) -> None:
    with away(ValueError()), pytest.raises(ValueError):
        joins(client)


def test_what_was_typed_at_joining_is_kept(client: Client) -> None:
    make.community(registration=Community.Registration.APPROVAL)
    with away():
        joins(client, application="A friend told me.")
    member = Member.objects.get(email="wilf@example.org")
    assert (member.display_name, member.application) == ("Wilf", "A friend told me.")


@pytest.mark.parametrize(
    ("does", "where"), [(joins, "/accounts/confirm-email/"), (asks_for_a_code, "/accounts/login/code/confirm/")]
)
def test_the_code_can_be_asked_for_again(client: Client, does: Callable[[Client], Any], where: str) -> None:
    with away():
        assert "Send a new code" in does(client).content.decode()
    cache.clear()  # a minute later
    page = client.post(where, {"action": "resend"}, follow=True).content.decode()
    assert [message.to for message in mail.outbox] == [["wilf@example.org"]]
    assert "We sent a code" in page


def test_a_new_password_can_be_asked_for_again(client: Client) -> None:
    with away():
        asks_for_a_new_password(client)
    cache.clear()
    client.post("/accounts/password/reset/", {"email": "wilf@example.org"}, follow=True)
    assert [message.to for message in mail.outbox] == [["wilf@example.org"]]


def test_no_code_lies_in_the_database_or_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    from notices.models import Message

    codes: list[str] = []
    made = AccountAdapter.generate_login_code

    def note(adapter: AccountAdapter) -> str:
        codes.append(made(adapter))
        return codes[-1]

    with away(), patch.object(AccountAdapter, "generate_login_code", note):
        asks_for_a_code(client)
    assert codes
    assert not Message.objects.exists()
    assert not [record for record in caplog.records if codes[0] in record.getMessage()]


def test_what_only_says_what_was_done_is_not_asked_for_again(client: Client) -> None:
    member = make.member(handle="wilf")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    form = {"login": "wilf", "password": make.PASSWORD}
    assert client.post("/accounts/login/", form).status_code == 302
    new = {"oldpassword": make.PASSWORD, "password1": "quite another long one", "password2": "quite another long one"}
    with away():
        page = client.post("/accounts/password/change/", new, follow=True).content.decode()
    assert "could not be sent" not in page
    assert Member.objects.get(pk=member.pk).check_password("quite another long one")


def test_a_timeout_is_set_for_servers_and_for_providers() -> None:
    assert configured.EMAIL_TIMEOUT == 10
    assert configured.ANYMAIL["REQUESTS_TIMEOUT"] == 10
