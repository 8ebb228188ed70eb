"""A mailbox that is read over IMAP: at once where the server can tell (IDLE), else every minute.

Only mails to an address of ours are taken, and those are deleted when they are done with. All others are left as they
are, not even marked as read: somebody may have named the mailbox of a person by mistake.
"""

from __future__ import annotations

import ssl
import threading
import time
from email import message_from_bytes, policy
from email.utils import getaddresses
from typing import Any, Protocol

import structlog
from imapclient import IMAPClient

from inbound.actions.handing import Handed, hand_over
from inbound.door import LARGEST
from inbound.mail.opened import header_values
from notices import reply_address

log = structlog.get_logger(__name__)

PATIENCE = 60  # seconds for one answer of the server
EVERY = 60.0  # seconds between two looks where the server cannot tell
IDLE = 5 * 60.0  # seconds after which we ask anew; servers hang up after half an hour
LOOK = 1.0  # seconds after which we notice that we are to end
ANEW = 3600.0  # seconds until we connect anew and look at everything again, also at what did not go
FIRST_WAIT, LONGEST_WAIT = 5.0, 300.0  # seconds, after an error
MOST_TRIES = 5  # of one mail in one connection
DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "To", "Cc")


class Mailbox(Protocol):
    """As settings.INBOUND_IMAP has it."""

    host: str
    port: int
    name: str
    password: str
    folder: str
    tls: bool


def watch(mailbox: Mailbox, stop: threading.Event) -> None:
    """Until `stop`, whatever happens to the server meanwhile."""
    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            _watch_once(mailbox, stop)
            wait = FIRST_WAIT
        except Exception as error:  # a library of another library: its errors are listed nowhere, and hold addresses
            log.warning("mailbox_away", error=type(error).__name__)
            stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT)


def _watch_once(mailbox: Mailbox, stop: threading.Event) -> None:
    tls = ssl.create_default_context() if mailbox.tls else None
    with IMAPClient(mailbox.host, mailbox.port, ssl=mailbox.tls, ssl_context=tls, timeout=PATIENCE) as box:
        box.login(mailbox.name, mailbox.password)
        box.select_folder(mailbox.folder)
        reader = Reader(box)
        can_tell = box.has_capability("IDLE")
        end = time.monotonic() + ANEW
        while not stop.is_set() and time.monotonic() < end:
            reader.read_new()
            if can_tell:
                _idle(box, stop)
            else:
                stop.wait(EVERY)
                box.noop()


def _idle(box: IMAPClient, stop: threading.Event) -> None:
    """Until something is new, or some minutes have passed."""
    box.idle()
    try:
        waited = 0.0
        while not stop.is_set() and waited < IDLE and not box.idle_check(timeout=LOOK):
            waited += LOOK
    finally:
        box.idle_done()


class Reader:
    """What has been looked at in this connection is not looked at again, except what has to wait."""

    def __init__(self, box: Any) -> None:
        self._box = box
        self._next = 1
        self._tries: dict[int, int] = {}

    def read_new(self) -> int:
        """Says how many were taken."""
        found = {uid for uid in self._box.search(["UNDELETED", "UID", f"{self._next}:*"]) if uid >= self._next}
        done = [uid for uid in sorted(found | set(self._tries)) if self._take(uid)]
        if done:
            self._box.delete_messages(done)
            self._expunge(done)
        self._next = max([self._next, *(uid + 1 for uid in found)])
        return len(done)

    def _expunge(self, uids: list[int]) -> None:
        """Only ours, where the server can; what somebody else marked as deleted is theirs."""
        if self._box.has_capability("UIDPLUS"):
            self._box.uid_expunge(uids)

    def _take(self, uid: int) -> bool:
        head = self._box.fetch([uid], ["BODY.PEEK[HEADER]", "RFC822.SIZE"]).get(uid)
        if head is None or head[b"RFC822.SIZE"] > LARGEST:
            self._tries.pop(uid, None)
            return False
        to = recipient(head[b"BODY[HEADER]"])
        if not to:
            return False
        body = self._box.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        return bool(body) and self._handed(uid, body, to)

    def _handed(self, uid: int, raw: bytes, to: str) -> bool:
        if hand_over(raw, to, None) is not Handed.LATER:
            self._tries.pop(uid, None)
            return True
        self._tries[uid] = self._tries.get(uid, 0) + 1
        if self._tries[uid] >= MOST_TRIES:
            del self._tries[uid]
        return False


def recipient(head: bytes) -> str:
    """The first address of ours that the mail was sent to; "" where there is none."""
    mail = message_from_bytes(head, policy=policy.compat32)
    for name in DELIVERED_TO:
        for _name, address in getaddresses(header_values(mail, name)):
            if reply_address.is_ours(address):
                return address
    return ""
