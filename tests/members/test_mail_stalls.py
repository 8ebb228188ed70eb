"""A mail server that stalls: a request waits a few seconds for it, two threads of a process at most, and nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend as Locmem
from django.test import Client, RequestFactory

from members import mailroom
from members.adapter import AccountAdapter
from members.mail import Mail
from members.models import Member
from tests import make
from tests.stalling import Stalling, silent, silent_after_data, stalling, trickling, trickling_after_data

pytestmark = pytest.mark.django_db

REAL_PATIENCE = mailroom.PATIENCE
PATIENCE = 0.4  # seconds instead of five
SLOW = "Mail is taking a moment just now."
STALLS = (silent, trickling, silent_after_data, trickling_after_data)


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch, patient: None) -> mailroom.Mailroom:
    """One of its own for each test, so that what one leaves waiting is not in the way of the next."""
    make.community()
    monkeypatch.setattr(mailroom, "PATIENCE", PATIENCE)
    own = mailroom.Mailroom()
    monkeypatch.setattr(mailroom, "room", own)
    return own


@pytest.fixture(params=STALLS, ids=lambda stall: stall.__name__)
def server(request: pytest.FixtureRequest, settings: Any) -> Iterator[Stalling]:
    with stalling(request.param) as running:
        settings.EMAIL_BACKEND = "community.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def joins(client: Client, **more: str) -> Any:
    made_at = client.get("/accounts/signup/").context["form"]["made_at"].value()
    form = {"name": "Wilf", "email": "wilf@example.org", "agreement": "on", "made_at": made_at}
    return client.post("/accounts/signup/", form | more, follow=True)


def test_the_request_goes_on_with_a_sentence_and_nothing_is_lost(client: Client, server: Stalling) -> None:
    client.get("/accounts/signup/")  # the page and its templates are made
    began = time.monotonic()
    page = joins(client).content.decode()
    assert time.monotonic() - began < PATIENCE + 3
    assert page.count(SLOW) == 1
    assert "leaves in a moment" in page
    assert 'name="code"' in page
    assert "We sent a code" not in page
    assert Member.objects.filter(email="wilf@example.org").exists()


def test_a_known_and_an_unknown_address_wait_alike(client: Client, server: Stalling) -> None:
    member = make.member(handle="wilf")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    pages = []
    for address in (member.email, "nobody@example.org"):
        for where in ("/accounts/login/code/", "/accounts/password/reset/"):
            cache.clear()
            page = Client().post(where, {"email": address}, follow=True).content.decode()
            pages.append((SLOW in page, "leaves in a moment" in page))
    assert pages == [(True, True)] * 4


def slow_backend(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Every mail waits for the event, and then arrives."""
    go_on = threading.Event()
    at_once = Locmem.send_messages

    def send_messages(backend: Locmem, messages: Any) -> int:
        assert go_on.wait(30)
        return at_once(backend, messages)

    monkeypatch.setattr(Locmem, "send_messages", send_messages)
    return go_on


def letter(number: int = 0) -> Mail:
    return Mail(subject="A code", body=str(number), to=[f"{number}@example.org"])


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_two_threads_wait_and_the_others_go_on_at_once(
    monkeypatch: pytest.MonkeyPatch, room: mailroom.Mailroom
) -> None:
    go_on = slow_backend(monkeypatch)
    monkeypatch.setattr(mailroom, "PATIENCE", 30)
    with ThreadPoolExecutor(8) as people:
        first = [people.submit(room.send, letter(number), patience=30) for number in range(2)]
        until(lambda: room.in_hand == 2)
        later = [people.submit(room.send, letter(number), patience=30) for number in range(2, 8)]
        assert [one.result(timeout=10) for one in later] == [mailroom.Outcome.UNDER_WAY] * 6
        assert not any(one.done() for one in first)
        go_on.set()
        assert [one.result(timeout=10) for one in first] == [mailroom.Outcome.SENT] * 2
    until(lambda: room.in_hand == 0)
    assert sorted(one.body for one in mail.outbox) == [str(number) for number in range(8)]


def test_what_a_request_did_not_wait_for_arrives_later(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    go_on = slow_backend(monkeypatch)
    assert SLOW in joins(client).content.decode()
    assert mail.outbox == []
    go_on.set()
    until(lambda: len(mail.outbox) == 1)
    assert mail.outbox[0].to == ["wilf@example.org"]


def test_no_more_than_a_few_wait_in_memory(monkeypatch: pytest.MonkeyPatch, room: mailroom.Mailroom) -> None:
    go_on = slow_backend(monkeypatch)
    outcomes = [room.send(letter(number), patience=0) for number in range(mailroom.MOST_IN_HAND + 2)]
    assert outcomes == [mailroom.Outcome.UNDER_WAY] * mailroom.MOST_IN_HAND + [mailroom.Outcome.NOT_SENT] * 2
    go_on.set()
    until(lambda: room.in_hand == 0)
    assert len(mail.outbox) == mailroom.MOST_IN_HAND
    assert room.send(letter(), patience=5) == mailroom.Outcome.SENT


def test_all_mails_of_a_request_share_its_patience(monkeypatch: pytest.MonkeyPatch, rf: RequestFactory) -> None:
    waited: list[float] = []
    monkeypatch.setattr(mailroom.Mailroom, "send", lambda _room, _mail, patience: waited.append(patience))
    with request_context(rf.get("/")):
        AccountAdapter().send_mail("account/email/password_changed", "a@example.org", {})
        time.sleep(0.05)
        AccountAdapter().send_mail("account/email/password_changed", "b@example.org", {})
    assert waited[0] <= PATIENCE
    assert waited[1] < waited[0] - 0.04


def test_in_production_it_is_five_seconds_and_two_threads() -> None:
    assert (REAL_PATIENCE, mailroom.THREADS) == (5, 2)


def test_a_connection_is_over_in_time_however_much_comes(settings: Any, server: Stalling) -> None:
    """In the workers too: a byte now and then does not prolong it, and what was not acknowledged is not taken for sent."""
    settings.EMAIL_TIMEOUT, settings.EMAIL_DEADLINE = 10, 0.5
    began = time.monotonic()
    with pytest.raises(OSError):
        letter().send()
    assert time.monotonic() - began < 5
