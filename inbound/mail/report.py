"""The report of a mail server that could not deliver a mail (RFC 3464)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from smtplib import SMTPRecipientsRefused

from inbound.mail.opened import children_of, header, kind_of
from members import bounces

MOST_LEVELS = 3  # of parts within parts
REFUSED = 550  # the reply that a status of five stands for


@dataclass(frozen=True, slots=True)
class Undelivered:
    """`address` is whose it was; `is_dead`: there is no such address, and never will be by itself; `is_soft`: it takes
    nothing for now.
    """

    address: str
    is_dead: bool
    is_soft: bool


def undelivered(mail: Message) -> list[Undelivered]:
    """Of each recipient whose mail was given up. What is only late, or was delivered, is left out."""
    return [_read(block) for block in _blocks(mail, 0) if header(block, "Action").lower().startswith("failed")]


def _blocks(part: Message, level: int) -> Iterator[Message]:
    if level > MOST_LEVELS:
        return
    if kind_of(part) == "message/delivery-status":
        yield from children_of(part)
    elif kind_of(part).startswith("multipart/"):
        for child in children_of(part):
            yield from _blocks(child, level + 1)


def _read(block: Message) -> Undelivered:
    address = header(block, "Original-Recipient") or header(block, "Final-Recipient")
    said = f"{header(block, 'Status')} {header(block, 'Diagnostic-Code').partition(';')[2]}"
    error = SMTPRecipientsRefused({"": (REFUSED, said.encode())})
    found = bounces.read(error)
    is_dead = header(block, "Status").startswith("5") and found.is_dead
    return Undelivered(address.rpartition(";")[2].strip(), is_dead, found.is_soft)
