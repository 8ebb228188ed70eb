"""A real SMTP server for tests that reads what was sent to it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    """`mails`: what arrived, in order, `raw` as it came. `answers`: the next replies; "250 OK" where it is empty."""

    host: str = "127.0.0.1"
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            mail: Any = message_from_bytes(envelope.content or b"", policy=policy.default)
            self.raw.append(bytes(envelope.original_content or b""))
            self.senders.append(str(envelope.mail_from))
            self.mails.append(mail)
            self.recipients.append(list(envelope.rcpt_tos))
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail, people in zip(self.mails, self.recipients, strict=True) if address in people]

    def wait_for(self, count: int, *, to: str | None = None, seconds: float = 15) -> list[EmailMessage]:
        """Until `count` mails (to that address) are there, or AssertionError with the subjects."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.to(to) if to else list(self.mails)
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{count} mails expected, came: {[mail['subject'] for mail in self.mails]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.port = free_port()
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
