"""Mail without a mail server: each message becomes a file under var/mail, read on a local page.

Only bin/run switches it on, so that signing up by a mailed code works on a machine with nothing but Python.
"""

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

import nh3
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

KEPT_MAILS = 500
SHOWN_MAILS = 100
# No images: a mail of ours has none, and nothing foreign is ever loaded.
TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}


def mail_folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


class FileBackend(BaseEmailBackend):
    """Stores each message whole, as the SMTP server would have got it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = mail_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            # The name sorts by time; the random end makes it nobody's guess.
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            new = folder / f"{name}.new"
            new.write_bytes(message.message().as_bytes())
            new.rename(folder / f"{name}.eml")
        forget_old(folder)
        return len(email_messages)


def forget_old(folder: Path) -> None:
    for name in sorted(os.listdir(folder), reverse=True)[KEPT_MAILS:]:
        (folder / name).unlink(missing_ok=True)


@dataclass(frozen=True)
class Mail:
    """One stored mail. `html` is sanitised; "" where the mail has no such part."""

    name: str
    at: datetime
    to: str
    sender: str
    subject: str
    text: str
    html: str


def read(path: Path) -> Mail:
    parsed: ParsedMessage = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Mail(
        name=path.stem,
        at=datetime.strptime(path.stem.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        to=str(parsed["to"] or ""),
        sender=str(parsed["from"] or ""),
        subject=str(parsed["subject"] or ""),
        text=body(parsed, "plain"),
        html=nh3.clean(body(parsed, "html"), tags=TAGS),
    )


def body(parsed: ParsedMessage, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def latest() -> list[Mail]:
    """Newest first."""
    return [read(path) for path in sorted(mail_folder().glob("*.eml"), reverse=True)[:SHOWN_MAILS]]


def find(name: str) -> Mail | None:
    # Only names that are in the folder: what came in the address never becomes a path.
    return next((read(path) for path in mail_folder().glob("*.eml") if path.stem == name), None)
