"""Addresses that take no mail: which are given up, how their owner reads of it, and how they come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail as outgoing
from django.test import Client
from django.utils import timezone

from members import bounces
from members.models import Member
from notices.actions import addresses, outbox
from notices.actions.addresses import SOFT_DAYS, bury, came_back_softly
from notices.models import DeadAddress, Message, Notice, SoftBounce
from tests import make
from tests.joining import code_in_mail
from tests.ledger import settle
from tests.notices import post
from tests.sink import Sink

pytestmark = pytest.mark.django_db

SAYS = "nothing is sent there now"


@pytest.fixture
def ines() -> Member:
    make.community()
    return make.member(handle="ines", name="Ines Calder")


@pytest.fixture
def page_of(client: Client, ines: Member) -> Client:
    client.force_login(ines)
    return client


def is_dead(member: Member) -> bool:
    return DeadAddress.objects.of(member.email or "").exists()


def soft(member: Member, *days: int) -> None:
    """Mail came back on these days from now on."""
    for day in days:
        _days_ago(day)
        came_back_softly(member=member)


def _days_ago(day: int) -> None:
    """Time goes by: what is written down grows older."""
    row = SoftBounce.objects.first()
    if row is not None:
        shift = timedelta(days=day - _days_ago.last)  # type: ignore[attr-defined]
        SoftBounce.objects.update(first_on=row.first_on - shift, last_on=row.last_on - shift)
        for message in Message.objects.filter(sent_at__isnull=False):
            Message.objects.filter(pk=message.pk).update(sent_at=message.sent_at - shift)  # type: ignore[operator]
    _days_ago.last = day  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def no_day_yet() -> None:
    _days_ago.last = 0  # type: ignore[attr-defined]


# --- soft ones ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "dead"),
    [
        ((0, 4, 8, 12, 16), True),
        ((0, 4, 8, 12), False),  # too few
        ((0, 1, 2, 3, 4, 5), False),  # a week's holiday with a full box
        ((0, 0, 0, 0, 0, 16, 16), False),  # several of one day are one
        ((0, 4, 8, 12, 44), False),  # the last is too long ago
        ((0, 1, 2, 3, 14), True),
    ],
)
def test_so_many_over_so_long_are_dead(ines: Member, days: tuple[int, ...], dead: bool) -> None:
    soft(ines, *days)
    assert is_dead(ines) is dead


def test_a_mail_that_arrived_between_begins_the_count_anew(ines: Member) -> None:
    soft(ines, 0, 4, 8)
    message = post.message(to=ines)
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=timezone.now() + timedelta(days=1))
    soft(ines, 16)
    assert SoftBounce.objects.get().days == 1
    assert not is_dead(ines)


def test_a_mail_that_may_still_come_back_says_nothing(ines: Member) -> None:
    soft(ines, 0, 4, 8, 12)
    message = post.message(to=ines)
    Message.objects.filter(pk=message.pk).update(state="sent", sent_at=timezone.now() + timedelta(days=1))
    soft(ines, 16)
    assert is_dead(ines)


def test_nobody_elses_are_counted_and_no_address_is_kept(ines: Member) -> None:
    soft(ines, 0)
    came_back_softly(member=make.member())
    assert set(SoftBounce.objects.values_list("days", flat=True)) == {1}
    assert not any(str(ines.email) in str(row) for row in SoftBounce.objects.values())


def test_what_came_back_long_ago_is_forgotten(ines: Member) -> None:
    soft(ines, 0)
    _days_ago(31)
    assert addresses.forget() == 1
    assert not SoftBounce.objects.exists()


@pytest.mark.parametrize(
    ("code", "said", "soft"),
    [
        (452, "4.2.2 The email account that you tried to reach is over quota", True),
        (552, "5.2.2 Mailbox full", True),
        (450, "4.2.1 The mailbox is inactive", True),
        (452, "Requested action not taken: mailbox is full", True),
        (552, "user is over quota", True),
        (452, "4.3.1 Insufficient system storage", False),
        (452, "insufficient system storage", False),
        (451, "4.7.1 Greylisting in action", False),
        (550, "5.7.1 Message rejected as spam by policy", False),
        (421, "4.7.0 Our system has detected an unusual rate of mail from your address", False),
        (450, "4.4.1 Connection timed out", False),
        (552, "5.2.3 Message larger than this mailbox takes", False),
        (550, "5.1.1 No such user", False),
        (450, "4.1.8 Sender address rejected: Domain not found", False),
    ],
)
def test_only_what_is_about_this_mailbox_counts(code: int, said: str, soft: bool) -> None:
    import smtplib

    error = smtplib.SMTPRecipientsRefused({"x": (code, said.encode())})
    assert bounces.read(error).is_soft is soft


def test_a_mail_server_that_says_no_at_first_is_not_counted(ines: Member, smtp_sink: Sink) -> None:
    """Only when the last of six attempts has failed."""
    message = post.message(to=ines)
    for attempt in range(1, outbox.MOST_ATTEMPTS + 1):
        smtp_sink.answers[:] = ["452 4.2.2 over quota"]
        Message.objects.update(not_before=timezone.now())
        outbox.send(id=message.pk)
        assert SoftBounce.objects.exists() is (attempt == outbox.MOST_ATTEMPTS)


# --- what its owner reads -----------------------------------------------------------------------------------------


def test_its_owner_reads_so_in_the_page_and_under_the_bell(page_of: Client, ines: Member) -> None:
    places = ("/notices/", "/settings/mail/address/", "/accounts/email/")
    for place in places:
        assert SAYS not in page_of.get(place).content.decode(), place
    bury(member=ines, reply="550")
    settle()
    for place in places:
        assert SAYS in page_of.get(place).content.decode(), place
    assert Notice.objects.get(kind="address_dead").member == ines
    assert "address comes back" in page_of.get("/").content.decode()


def test_it_is_said_once_and_to_nobody_else(ines: Member) -> None:
    other = make.member()
    for _again in range(2):
        bury(member=ines, reply="550")
    settle()
    assert Notice.objects.filter(kind="address_dead").count() == 1
    client = Client()
    client.force_login(other)
    assert SAYS not in client.get("/accounts/email/").content.decode()


def test_with_another_address_by_then_nothing_is_said(ines: Member) -> None:
    bury(member=ines, reply="550")
    Member.objects.filter(pk=ines.pk).update(email="new@example.org")
    settle()
    assert not Notice.objects.exists()


def test_a_code_that_arrives_brings_it_back(page_of: Client, ines: Member) -> None:
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    soft(ines, *range(0, 4 * SOFT_DAYS, 4))
    settle()
    assert is_dead(ines)
    answer = page_of.post("/settings/mail/address/")
    assert answer.status_code == 303
    (letter,) = outgoing.outbox
    assert letter.to == [ines.email]
    assert is_dead(ines)
    assert 'name="code"' in page_of.get(answer["Location"]).content.decode()
    assert page_of.post(answer["Location"], {"code": code_in_mail()}).status_code == 303
    assert not is_dead(ines)
    assert not Notice.objects.filter(kind="address_dead").exists()
    assert not SoftBounce.objects.exists()


def test_a_wrong_code_does_not(page_of: Client, ines: Member) -> None:
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    bury(member=ines, reply="550")
    where = page_of.post("/settings/mail/address/")["Location"]
    assert page_of.post(where, {"code": "AAAA-AAAA"}).status_code == 422
    assert is_dead(ines)


def test_after_three_wrong_ones_the_right_one_is_forgotten(page_of: Client, ines: Member) -> None:
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    bury(member=ines, reply="550")
    where = page_of.post("/settings/mail/address/")["Location"]
    for _attempt in range(3):
        page_of.post(where, {"code": "AAAA-AAAA"})
    page_of.post(where, {"code": code_in_mail()})
    assert is_dead(ines)


def test_a_code_to_the_address_before_says_nothing_of_the_new_one(page_of: Client, ines: Member) -> None:
    EmailAddress.objects.create(user=ines, email=ines.email, verified=True, primary=True)
    bury(member=ines, reply="550")
    where = page_of.post("/settings/mail/address/")["Location"]
    Member.objects.filter(pk=ines.pk).update(email="new@example.org")
    bury(member=Member.objects.get(pk=ines.pk), reply="550")
    page_of.post(where, {"code": code_in_mail()})
    assert is_dead(Member.objects.get(pk=ines.pk))


def test_a_visitor_is_led_to_sign_in(client: Client) -> None:
    make.community()
    assert "/accounts/login/" in client.post("/settings/mail/address/")["Location"]


def test_mail_about_the_account_is_dropped_with_words_for_its_owner(ines: Member, monkeypatch: Any) -> None:
    bury(member=ines, reply="550")
    message = post.message(to=ines)
    outbox.send(id=message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.DROPPED
    assert "confirm" in message.outcome
