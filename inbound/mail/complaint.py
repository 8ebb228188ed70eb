"""The report of somebody who marked one of our mails as unwanted (ARF, RFC 5965), with that mail or its head in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from inbound.mail.opened import Unreadable, children_of, header, kind_of, parsed

MOST_LEVELS = 3  # of parts within parts
WANTS_NO_MORE = {"abuse", "opt-out", "opt-out-list"}  # "not-spam" takes one back; the others are about our server
BETWEEN = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What leads to the mail: its number, and the address at which it could have been stopped."""

    message_id: str
    stop_urls: tuple[str, ...]


def complaint(mail: Message) -> Complaint | None:
    """None for whatever is no report, and for a report of anything else."""
    parts = list(_parts(mail, 0))
    said = [head for kind, part in parts if kind == "message/feedback-report" for head in _heads(part)]
    if not any(header(head, "Feedback-Type").lower().partition(";")[0].strip() in WANTS_NO_MORE for head in said):
        return None
    for kind, part in parts:
        if kind in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            for head in _heads(part):
                return Complaint(header(head, "Message-ID"), tuple(BETWEEN.findall(header(head, "List-Unsubscribe"))))
    return None


def _parts(part: Message, level: int) -> Iterator[tuple[str, Message]]:
    if level > MOST_LEVELS:
        return
    yield kind_of(part), part
    if kind_of(part).startswith("multipart/"):
        for child in children_of(part):
            yield from _parts(child, level + 1)


def _heads(part: Message) -> list[Message]:
    """The mail in a part, or the head of one that stands there as text."""
    if inside := children_of(part):
        return inside
    payload = part.get_payload(decode=True)
    try:
        return [parsed(payload)] if isinstance(payload, bytes) else []
    except Unreadable:
        return []
