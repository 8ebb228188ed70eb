"""Which replies of a mail server bury an address, which end one mail, and which are only a "later"."""

from __future__ import annotations

import smtplib
from types import SimpleNamespace

import pytest
from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

from members.bounces import Bounce, read

DEAD = (
    "550 5.1.1 The email account that you tried to reach does not exist",
    "550 5.1.1 <x@example.org>: Recipient address rejected: User unknown in virtual mailbox table",
    "551 5.1.6 moved for ever",
    "553 5.1.3 bad syntax",
    "550 5.1.2 no such host",
    "556 5.1.10 the domain takes no mail",
    "550 5.1.0 address rejected",
    "550-5.1.1 This is said in\n550 5.1.1 two lines",
    "550 sorry, no mailbox here by that name. (#5.1.1)",
    "550 User unknown",
    "550 unknown user somebody@example.org",
    "550 No such user here",
    "550 no such person",
    "553 Recipient unknown",
    "550 Mailbox not found",
    "550 The account does not exist.",
    "550 5.0.0 <x@example.org>... User unknown",
)
FINAL = (
    "554 5.6.0 the message is malformed",
    "552 5.3.4 message size exceeds the limit",
)
LATER = (
    "552 5.2.2 mailbox full",
    "550 5.2.2 over quota",
    "552 storage allocation exceeded",
    "550 5.2.1 mailbox disabled, not accepting messages",
    "550 5.7.1 rejected by policy",
    "550 5.7.26 unauthenticated sender",
    "554 5.7.1 <x@example.org>: Relay access denied",
    "554 5.7.1 Service unavailable; client host [5.1.1.7] blocked",
    "550 5.7.1 user unknown to the policy server",
    "554 5.7.1 user unknown",
    "550 5.4.1 Recipient address rejected: Access denied",
    "550 5.1.7 the sender's address is not understood",
    "550 5.1.8 Sender address rejected: Domain not found",
    "550 Sender address rejected: address not found",
    "550 mailbox unavailable",
    "550 blocked",
    "550 5.5.0 not implemented",
    "554 transaction failed",
    "550 we saw 185.5.1.1 before",
    "500 what",
    "450 4.1.1 try again",
    "450 user unknown for now",
    "451 4.7.1 greylisted",
    "452 4.2.2 over quota",
)


# Of these, what is about this one mailbox: counted where it goes on for weeks (notices/actions/addresses.py).
SOFT = {
    "552 5.2.2 mailbox full",
    "550 5.2.2 over quota",
    "550 5.2.1 mailbox disabled, not accepting messages",
    "450 4.1.1 try again",
    "452 4.2.2 over quota",
}


def refused(reply: str) -> list[Exception]:
    code, words = int(reply[:3]), reply[4:].encode()
    return [smtplib.SMTPRecipientsRefused({"x@example.org": (code, words)}), smtplib.SMTPDataError(code, words)]


@pytest.mark.parametrize("reply", DEAD)
def test_an_address_that_does_not_exist_is_dead(reply: str) -> None:
    assert [read(error) for error in refused(reply)] == [Bounce(int(reply[:3]), is_final=True, is_dead=True)] * 2


@pytest.mark.parametrize("reply", FINAL)
def test_a_mail_that_is_wrong_itself_is_not_sent_again(reply: str) -> None:
    assert [read(error) for error in refused(reply)] == [Bounce(int(reply[:3]), is_final=True)] * 2


@pytest.mark.parametrize("reply", LATER)
def test_everything_else_means_later(reply: str) -> None:
    assert [read(error) for error in refused(reply)] == [Bounce(int(reply[:3]), is_soft=reply in SOFT)] * 2


@pytest.mark.parametrize(
    ("error", "code", "is_away"),
    [
        (smtplib.SMTPAuthenticationError(535, b"5.1.1 wrong"), 535, False),
        (smtplib.SMTPSenderRefused(550, b"5.1.1 user unknown", "we@example.org"), 550, False),
        (smtplib.SMTPConnectError(421, b"busy"), 421, True),
        (smtplib.SMTPServerDisconnected("5.1.1 user unknown"), 0, True),
        (smtplib.SMTPDataError(421, b"closing"), 421, True),
        (smtplib.SMTPDataError(22, b"cut short"), 22, True),
        (TimeoutError(), 0, True),
        (AnymailAPIError("no"), 0, True),
        (AnymailAPIError("no", status_code=503), 503, False),
        (ValueError("a template of ours"), 0, False),
    ],
)
def test_trouble_of_the_server_or_of_ours_is_nobodys_bounce(error: Exception, code: int, is_away: bool) -> None:
    assert read(error) == Bounce(code, is_away=is_away)


@pytest.mark.parametrize(
    ("status", "is_dead"), [({"invalid"}, True), ({"rejected"}, False), ({"invalid", "rejected"}, False)]
)
def test_a_providers_verdict(status: set[str], is_dead: bool) -> None:
    """ "rejected" may be a provider's own list of people who once complained."""
    message = SimpleNamespace(anymail_status=SimpleNamespace(status=status))
    found = read(AnymailRecipientsRefused(email_message=message))
    assert (found.is_final, found.is_dead) == (is_dead, is_dead)
