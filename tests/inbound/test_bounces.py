"""Mail that came back: whose address is dead, and whose is not."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone

from inbound.actions.receive import Outcome, receive
from members.models import Member
from notices import reply_address
from notices.actions import outbox
from notices.models import DeadAddress, Message
from tests import make
from tests.inbound.post import told, topic_of
from tests.sink import Sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS, settings.INBOUND_BOUNCES = "reply@forum.example", True
    make.community()


@pytest.fixture
def ines() -> Member:
    return make.member(handle="ines", name="Ines Calder")


def sent(message: Message, sink: Sink) -> EmailMessage:
    Message.objects.filter(pk=message.pk).update(not_before=timezone.now())
    outbox.send(id=message.pk)
    return sink.wait_for(1)[-1]


def report(
    address: str, *, status: str = "5.1.1", action: str = "failed", said: str = "smtp; 550 no such user"
) -> bytes:
    """As Postfix writes it."""
    return (
        "From: MAILER-DAEMON@mx.example\nTo: x\nSubject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThis is the mail system.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {address}\nOriginal-Recipient: rfc822;{address}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: {said}\n\n"
        "--b\nContent-Type: message/rfc822\n\nFrom: us\nSubject: x\n\nWords.\n\n--b--\n"
    ).encode()


def path_of(member: Member) -> str:
    return reply_address.return_path(member_id=member.pk, now=timezone.now())


def test_a_mail_comes_back_to_an_address_of_its_own(ines: Member, smtp_sink: Sink, settings: Any) -> None:
    mail = sent(told(ines, topic_of(ines)), smtp_sink)
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    ticket = reply_address.read(smtp_sink.senders[-1])
    assert ticket is not None
    assert (ticket.member_id, ticket.is_return_path) == (ines.pk, True)


def test_that_of_a_letter_to_a_mask_says_nothing(ines: Member, smtp_sink: Sink) -> None:
    topic = make.masked_topic(by=ines)
    sent(told(topic.mask, topic), smtp_sink)
    ticket = reply_address.read(smtp_sink.senders[-1])
    assert ticket is not None
    assert (ticket.member_id, ticket.topic_id, ticket.is_return_path) == (reply_address.NOBODY, 0, True)
    receive(raw=report(ines.email or ""), recipient=smtp_sink.senders[-1], sender="")
    assert not DeadAddress.objects.exists()


def test_without_the_setting_it_comes_back_to_the_sender(ines: Member, smtp_sink: Sink, settings: Any) -> None:
    settings.INBOUND_BOUNCES = False
    sent(told(ines, topic_of(ines)), smtp_sink)
    assert smtp_sink.senders[-1] in settings.DEFAULT_FROM_EMAIL


def test_an_address_that_does_not_exist_is_written_to_no_more(ines: Member) -> None:
    assert receive(raw=report("INES@example.org"), recipient=path_of(ines), sender="") is Outcome.IGNORED
    assert DeadAddress.objects.of(ines.email or "").exists()


@pytest.mark.parametrize(
    "more",
    [
        {"status": "4.2.2", "said": "smtp; 452 the box is full"},
        {"status": "5.2.2", "said": "smtp; 552 the box is full"},
        {"status": "5.7.1", "said": "smtp; 550 refused by policy"},
        {"action": "delayed", "status": "4.4.1"},
        {"action": "delivered", "status": "2.0.0"},
        {"status": ""},
    ],
    ids=str,
)
def test_what_may_be_otherwise_tomorrow_is_not_dead(ines: Member, more: dict[str, str]) -> None:
    receive(raw=report(ines.email or "", **more), recipient=path_of(ines), sender="")
    assert not DeadAddress.objects.exists()


def test_the_report_of_an_address_that_was_given_up_says_nothing_of_the_new_one(ines: Member) -> None:
    receive(raw=report("old@example.org"), recipient=path_of(ines), sender="")
    assert not DeadAddress.objects.exists()


def test_a_report_to_an_address_for_answers_is_nobodys(ines: Member) -> None:
    """Anybody who was sent a mail knows that address; only the return path is known to mail servers alone."""
    to = reply_address.address(member_id=ines.pk, topic_id=topic_of(ines).pk, masked=False, now=timezone.now())
    receive(raw=report(ines.email or ""), recipient=to, sender="")
    assert not DeadAddress.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"Content-Type: message/delivery-status\n\nAction: failed\n", b"Content-Type: multipart/report\n\nx"]
)
def test_whatever_comes_back_is_taken(ines: Member, raw: bytes) -> None:
    assert receive(raw=raw, recipient=path_of(ines), sender="") is Outcome.IGNORED
    assert not DeadAddress.objects.exists()
