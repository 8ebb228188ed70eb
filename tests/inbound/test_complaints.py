"""Somebody told their mail program that a mail of ours was not wanted (ARF): it stops what it was about, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from inbound.actions.receive import Outcome, receive
from inbound.mail.complaint import complaint
from inbound.mail.opened import parsed
from inbound.mailbox import recipient
from members.models import Member
from notices import reply_address, unsubscribe
from notices.kinds import KINDS
from notices.models import Choice, DeadAddress, Message
from notices.rules import wants_by_mail
from tests import make

pytestmark = pytest.mark.django_db

TO = "reply+complaints@forum.example"


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS, settings.INBOUND_BOUNCES = "reply@forum.example", True
    make.community()


@pytest.fixture
def ines() -> Member:
    return make.member(handle="ines", name="Ines Calder")


def head(*, stop: str = "", number: str = "<of-nobody@forum.example>") -> str:
    lines = [
        "From: Murmuration <community@forum.example>",
        "To: redacted@example.org",
        "Subject: Something",
        f"Message-ID: {number}",
    ]
    if stop:
        lines += [
            f"List-Unsubscribe: <mailto:x@else.example>,\n <{stop}>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ]
    return "\n".join(lines)


def report(original: str, *, kind: str = "abuse", part: str = "message/rfc822") -> bytes:
    """As RFC 5965 has it."""
    return (
        "From: <abusedesk@example.com>\nSubject: FW: Something\nTo: <reply+complaints@forum.example>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=feedback-report;\n boundary="part1"\n\n'
        "--part1\nContent-Type: text/plain; charset=us-ascii\n\nThis is an email abuse report.\n\n"
        f"--part1\nContent-Type: message/feedback-report\n\nFeedback-Type: {kind}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n\n"
        f"--part1\nContent-Type: {part}\nContent-Disposition: inline\n\n{original}\n\nWords.\n\n--part1--\n"
    ).encode()


def stopped(member: Member, kind: str = "answered") -> bool:
    return not wants_by_mail(member, KINDS[kind])


@pytest.mark.parametrize("part", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"])
def test_it_stops_what_the_mail_was_about(ines: Member, part: str) -> None:
    raw = report(head(stop=unsubscribe.url(ines.pk, "answered")), part=part)
    assert receive(raw=raw, recipient=TO, sender="") is Outcome.IGNORED
    assert stopped(ines)
    assert Choice.objects.get().how == "complaint"
    assert not DeadAddress.objects.exists()


def test_it_stops_no_other_kind_and_nobody_else(ines: Member) -> None:
    receive(raw=report(head(stop=unsubscribe.url(ines.pk, "answered"))), recipient=TO, sender="")
    assert not stopped(ines, "mentioned")
    assert not stopped(make.member())


def test_it_stops_by_the_number_of_the_mail_where_the_rest_is_struck_out(ines: Member) -> None:
    about = {"kind": "answered", "member": ines, "why": ""}
    row = Message.objects.create(dedupe_key="x", message_id="<4f1c@forum.example>", **about)
    receive(raw=report(head(number=row.message_id)), recipient=TO, sender="")
    assert stopped(ines)


def test_it_is_taken_at_the_return_path_as_well(ines: Member) -> None:
    to = reply_address.return_path(member_id=ines.pk, now=timezone.now())
    receive(raw=report(head(stop=unsubscribe.url(ines.pk, "digest"))), recipient=to, sender="")
    assert stopped(ines, "digest")


def test_that_of_a_letter_to_a_mask_stops_it_by_the_address_in_it(ines: Member) -> None:
    """As the one click does, whose address stands in the mail."""
    receive(raw=report(head(stop=unsubscribe.url(ines.pk, "commented"))), recipient=TO, sender="")
    assert stopped(ines, "commented")


def test_the_number_of_a_letter_to_a_mask_leads_to_nobody(ines: Member) -> None:
    topic = make.masked_topic(by=ines)
    Message.objects.create(dedupe_key="x", message_id="<5a@forum.example>", kind="answered", mask=topic.mask, why="")
    receive(raw=report(head(number="<5a@forum.example>")), recipient=TO, sender="")
    assert not Choice.objects.exists()


@pytest.mark.parametrize("kind", ["suspended", "mail_refused", "approved"])
def test_about_the_account_nothing_stops_and_it_is_noted(ines: Member, kind: str, caplog: Any) -> None:
    Message.objects.create(dedupe_key="x", message_id="<7b@forum.example>", kind=kind, member=ines, why="")
    receive(raw=report(head(number="<7b@forum.example>")), recipient=TO, sender="")
    assert not Choice.objects.exists()
    assert any("mail_complaint" in str(record.msg) and kind in str(record.msg) for record in caplog.records)
    assert not any("ines" in str(record.msg).lower() or str(ines.email) in str(record.msg) for record in caplog.records)


@pytest.mark.parametrize("kind", ["not-spam", "fraud", "virus", "other", "auth-failure", ""])
def test_a_report_of_something_else_stops_nothing(ines: Member, kind: str) -> None:
    receive(raw=report(head(stop=unsubscribe.url(ines.pk, "answered")), kind=kind), recipient=TO, sender="")
    assert not Choice.objects.exists()


@pytest.mark.parametrize(
    "original",
    [
        head(),
        head(stop="https://else.example/stop/abc/"),
        head(stop="https://forum.example/stop/abc/"),
        head(stop="https://forum.example/latest/"),
        head(stop="http://[broken"),
        "",
    ],
)
def test_what_leads_to_nobody_stops_nothing(ines: Member, original: str) -> None:
    receive(raw=report(original), recipient=TO, sender="")
    assert not Choice.objects.exists()


def test_a_report_at_an_address_for_answers_is_nobodys(ines: Member) -> None:
    to = reply_address.address(member_id=ines.pk, topic_id=make.topic().pk, masked=False, now=timezone.now())
    receive(raw=report(head(stop=unsubscribe.url(ines.pk, "answered"))), recipient=to, sender="")
    assert not Choice.objects.exists()


def test_an_answer_at_the_address_for_complaints_is_not_posted(ines: Member) -> None:
    raw = f"From: {ines.email}\nTo: {TO}\nSubject: x\n\nHello.\n".encode()
    assert receive(raw=raw, recipient=TO, sender=ines.email) is Outcome.IGNORED
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "to",
    [
        "reply+complaints@else.example",
        "reply+complaint@forum.example",
        "xreply+complaints@forum.example",
        "complaints@forum.example",
    ],
)
def test_no_other_address_is_for_complaints(to: str) -> None:
    assert not reply_address.is_ours(to)
    assert recipient(f"To: {to}\n\n".encode()) == ""


def test_the_address_for_complaints_is_taken_however_it_is_spelt() -> None:
    assert reply_address.is_ours("Reply+Complaints@FORUM.example")
    assert recipient(b"To: <reply+complaints@forum.example>\n\n") == TO


def test_without_the_setting_there_is_no_such_address(settings: Any) -> None:
    settings.INBOUND_ADDRESS = ""
    assert not reply_address.is_ours(TO)
    assert not reply_address.is_ours("+complaints@")


@pytest.mark.parametrize(
    "raw",
    [b"", b"Content-Type: message/feedback-report\n\nFeedback-Type: abuse", b"Content-Type: multipart/report\n\nx"],
)
def test_what_is_no_whole_report_is_none(raw: bytes) -> None:
    found = complaint(parsed(raw))
    assert found is None or found.stop_urls == ()
