"""Where mail comes from, as a host writes it down."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from community.env import Listen, Mailbox, inbound_imap, inbound_listen


def test_what_is_meant() -> None:
    assert inbound_listen("lmtp://127.0.0.1:8024") == Listen("lmtp", "127.0.0.1", 8024)
    assert inbound_listen("smtp://[::1]:8025") == Listen("smtp", "::1", 8025)
    assert inbound_imap("imaps://me@a.example:p:a@s/s%25@mail.example") == Mailbox(
        "mail.example", 993, "me@a.example", "p:a@s/s%", "INBOX", True
    )
    assert inbound_imap("imap://me:pass@localhost:1143/Answers") == Mailbox(
        "localhost", 1143, "me", "pass", "Answers", False
    )
    assert inbound_listen("") is inbound_imap("") is None


@pytest.mark.parametrize("wrong", ["127.0.0.1:8024", "lmtp://127.0.0.1", "http://localhost:80", "smtp://a:99999"])
def test_a_port_that_cannot_be(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="INBOUND_LISTEN"):
        inbound_listen(wrong)


@pytest.mark.parametrize(
    "wrong", ["imaps://mail.example", "pop3://me:secret@mail.example", "imap://me:secret@mail.example:99999"]
)
def test_a_mailbox_that_cannot_be_is_refused_without_its_password(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="INBOUND_IMAP") as refused:
        inbound_imap(wrong)
    assert "secret" not in str(refused.value)


def test_the_process_says_what_is_missing(settings: Any) -> None:
    with pytest.raises(CommandError, match="INBOUND_ADDRESS is not set"):
        call_command("receive_mail")
    settings.INBOUND_ADDRESS = "reply@forum.example"
    with pytest.raises(CommandError, match="nowhere to take mails from"):
        call_command("receive_mail")
