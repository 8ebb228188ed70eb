"""DKIM (RFC 6376): a signature that says that the mail left here as it arrived. Only with a key; else the mail server signs.

A provider's API puts mails together by itself, and signs them itself.
"""

from __future__ import annotations

from email.charset import QP, Charset
from email.message import Message
from typing import Any, cast

import dkim
from django.conf import settings

# What a mail program shows, threads by, answers to, or offers to stop by: whoever changes one of them breaks the seal. Of
# the first ones no second may be added either.
ONCE = ("From", "To", "Subject", "Date", "Message-ID")
SEALED = (
    *ONCE, "Reply-To", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Thread-Topic", "Thread-Index",
)  # fmt: skip


def as_sent(mail: Any) -> bytes:
    """As the backends write it: Django's own way."""
    return bytes(mail.as_bytes(linesep="\r\n"))


def sign(mail: Message) -> None:
    """Adds the signature. Nothing may be changed after it."""
    key = settings.DKIM_KEY
    if key is None:
        return
    _make_seven_bit(mail)
    names = [name.lower().encode() for name in SEALED if name in mail]
    names += [name.lower().encode() for name in ONCE]
    signature = dkim.sign(
        as_sent(mail),
        key.selector.encode(),
        key.domain.encode(),
        key.pem.encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=names,
    )
    name, _colon, value = signature.decode("ascii").partition(":")
    mail[name] = " ".join(value.split())


def _make_seven_bit(mail: Message) -> None:
    """A server on the way that cannot take eight bits would write the words in another way, and break the seal."""
    quoted = Charset("utf-8")
    quoted.body_encoding = QP
    for part in mail.walk():
        if part.get("Content-Transfer-Encoding", "").lower() == "8bit":
            words = cast(bytes, part.get_payload(decode=True)).decode()
            del part["Content-Transfer-Encoding"]
            Message.set_payload(part, words, quoted)
