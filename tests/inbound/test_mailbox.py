"""A mailbox over IMAP: which mails are taken, and which are left as they are."""

from __future__ import annotations

import threading
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from community.env import Mailbox
from inbound import mailbox
from inbound.actions.handing import Handed
from inbound.mailbox import Reader
from inbound.receivers import NotNow, take
from notices import reply_address


@pytest.fixture(autouse=True)
def inbound(settings: Any) -> None:
    settings.INBOUND_ADDRESS = "reply@forum.example"


def ours() -> str:
    return reply_address.address(member_id=1, topic_id=2, masked=False, now=timezone.now())


class Box:
    """What an IMAP server answers to `imapclient`."""

    def __init__(self, *mails: bytes, can: tuple[bytes, ...] = (b"UIDPLUS",)) -> None:
        self.mails = dict(enumerate(mails, start=1))
        self.deleted: list[int] = []
        self.asked: list[str] = []
        self.can = can

    def search(self, criteria: list[str]) -> list[int]:
        assert criteria[0] == "UNDELETED"
        first = int(criteria[2].partition(":")[0])
        last = max(self.mails, default=0)
        return [uid for uid in self.mails if uid >= first] or ([last] if last else [])  # "9:*" gives the last one too

    def fetch(self, uids: list[int], what: list[str]) -> dict[int, dict[bytes, Any]]:
        self.asked += what
        raw = self.mails[uids[0]]
        head = raw.partition(b"\n\n")[0] + b"\n\n"
        return {uids[0]: {b"BODY[HEADER]": head, b"RFC822.SIZE": len(raw), b"BODY[]": raw}}

    def delete_messages(self, uids: list[int]) -> None:
        self.deleted += uids

    def uid_expunge(self, uids: list[int]) -> None:
        for uid in uids:
            del self.mails[uid]

    def has_capability(self, name: str) -> bool:
        return name.encode() in self.can


def mail(to: str, head: str = "To") -> bytes:
    return f"From: ines@example.org\n{head}: {to}\nSubject: x\n\nWords.".encode()


def test_what_is_ours_is_taken_and_deleted_and_nothing_else_is_touched() -> None:
    box = Box(mail("somebody@forum.example"), mail(ours(), "Delivered-To"), mail(f"Us <{ours()}>"))
    with patch.object(mailbox, "hand_over", return_value=Handed.DONE) as handed:
        assert Reader(box).read_new() == 2
    assert handed.call_count == 2
    assert list(box.mails) == [1]
    assert all("PEEK" in what or what == "RFC822.SIZE" for what in box.asked), "no mail is marked as read"


def test_what_was_looked_at_is_not_looked_at_again() -> None:
    box = Box(mail("somebody@forum.example"))
    reader = Reader(box)
    reader.read_new()
    asked = len(box.asked)
    reader.read_new()
    assert len(box.asked) == asked


def test_what_has_to_wait_is_tried_again_and_stays_in_the_box() -> None:
    box = Box(mail(ours()))
    reader = Reader(box)
    with patch.object(mailbox, "hand_over", return_value=Handed.LATER):
        assert reader.read_new() == 0
    assert list(box.mails) == [1]
    with patch.object(mailbox, "hand_over", return_value=Handed.DONE):
        assert reader.read_new() == 1
    assert not box.mails


def test_what_can_never_be_read_does_not_stop_the_others() -> None:
    box = Box(mail(ours()), can=())
    reader = Reader(box)
    with patch.object(mailbox, "hand_over", return_value=Handed.LATER) as handed:
        for _time in range(mailbox.MOST_TRIES + 3):
            reader.read_new()
    assert handed.call_count == mailbox.MOST_TRIES
    assert list(box.mails) == [1]


def test_one_that_is_too_large_is_left() -> None:
    box = Box(mail(ours()))
    with patch.object(mailbox, "LARGEST", 10), patch.object(mailbox, "hand_over") as handed:
        assert Reader(box).read_new() == 0
    handed.assert_not_called()


def test_a_server_that_is_away_is_asked_again() -> None:
    stop, tried = threading.Event(), []

    def refuse(*_args: Any, **_more: Any) -> None:
        tried.append(1)
        if len(tried) == 3:
            stop.set()
        raise ConnectionRefusedError

    with patch.object(mailbox, "IMAPClient", refuse), patch.object(mailbox, "FIRST_WAIT", 0.01):
        mailbox.watch(Mailbox("127.0.0.1", 1, "a", "b", "INBOX", False), stop)
    assert len(tried) == 3


class Brought:
    """A mail as django-anymail hands it over."""

    envelope_sender, envelope_recipient = "ines@example.org", ""

    def as_bytes(self) -> bytes:
        return mail(ours())


def test_a_provider_hears_that_it_must_come_again() -> None:
    event = type("Event", (), {"message": Brought()})
    with patch("inbound.receivers.hand_over", return_value=Handed.DONE) as handed:
        take(event)
    assert reply_address.read(handed.call_args.args[1]) is not None
    with patch("inbound.receivers.hand_over", return_value=Handed.LATER), pytest.raises(NotNow):
        take(event)
