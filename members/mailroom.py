"""Mail that somebody waits for: codes and links, which lie in no table and in no queue outside this process.

Two threads send it. A request waits for its mail where one of them is free, and otherwise goes on at once: so a mail
server that stalls holds two requests for a few seconds, and the site goes on. What is sent later leaves from memory.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from enum import Enum
from smtplib import SMTPException

import structlog
from anymail.exceptions import AnymailError
from django.core.mail import EmailMessage

log = structlog.get_logger(__name__)

PATIENCE = 5.0  # seconds that a request waits for all of its mails together
THREADS = 2  # of each process; they send, and as many requests wait for them
MOST_IN_HAND = 20  # mails of a process that are being sent or wait for their turn: at worst five minutes' worth
AWAY = (OSError, SMTPException, AnymailError)


class Outcome(Enum):
    SENT = "sent"
    UNDER_WAY = "under way"  # nobody knows yet; it is still being sent, or waits for its turn
    NOT_SENT = "not sent"


class Mailroom:
    def __init__(self) -> None:
        self._senders = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
        self._lock = threading.Lock()
        self.in_hand = 0

    def send(self, mail: EmailMessage, *, patience: float) -> Outcome:
        """Waits `patience` seconds at most. An error that is ours, not the mail server's, is raised."""
        with self._lock:
            if self.in_hand >= MOST_IN_HAND:
                log.warning("account_mail_not_sent", error="too many wait")
                return Outcome.NOT_SENT
            self.in_hand += 1
            is_free = self.in_hand <= THREADS
        sending = self._senders.submit(self._send, mail)
        if not is_free or not wait([sending], timeout=max(0.0, patience)).done:
            return Outcome.UNDER_WAY
        return sending.result()

    def _send(self, mail: EmailMessage) -> Outcome:
        try:
            mail.send()
        except AWAY as error:
            log.warning("account_mail_not_sent", error=type(error).__name__)
            return Outcome.NOT_SENT
        except Exception as error:  # perhaps nobody waits any longer who would hear of it
            log.error("account_mail_failed", error=type(error).__name__)
            raise
        finally:
            with self._lock:
                self.in_hand -= 1
        return Outcome.SENT


room = Mailroom()
