"""What a mail server meant by its no. Nothing here keeps an address."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass

from anymail.exceptions import AnymailError, AnymailRecipientsRefused

# RFC 3463: class, subject, detail. Not inside a number with more parts, such as an IP address.
ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
ADDRESS, MAILBOX, CONTENT = "1", "2", "6"  # subjects
SENDERS = {"7", "8"}  # details of an address: those of the sender's, which says nothing about the recipient's
TOO_BIG = ("3", "4")
# Where a server gives no such code, or one that says nothing, its words may.
MAILBOX_CODES = {550, 551, 553, 554}
UNKNOWN = re.compile(
    r"(unknown|no such|invalid|non-?existent) (local )?(user|recipient|mailbox|address|account|person)"
    r"|(user|recipient|mailbox|address|account|person)\b.{0,60}?\b"
    r"(is unknown|unknown|not found|does(n.t| not) exist|not exist|no longer exists)"
    r"|no mailbox (here )?by that name",
    re.IGNORECASE,
)
FULL = re.compile(
    r"over ?quota|quota\b.{0,20}\bexceeded|exceed\w*\b.{0,30}\bquota"
    r"|(mailbox|inbox|mail ?drop|account|user|recipient)('s mailbox)?( is|:)? (temporarily )?(full|over)\b",
    re.IGNORECASE,
)
OF_THE_SENDER = re.compile(r"sender|from|helo|client|relay", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """`is_final`: this mail is not to be tried again; `is_dead`: nor is anything else to that address; `is_away`: the
    server was not there to ask; `is_soft`: this one mailbox takes nothing for now, as one that is full.
    """

    code: int = 0
    is_final: bool = False
    is_dead: bool = False
    is_away: bool = False
    is_soft: bool = False


def read(error: Exception) -> Bounce:
    """Only what is about the recipient's address, or about this very mail, is final. A full box, a policy, a server in
    trouble, our own sign-in: all that may be otherwise tomorrow.
    """
    if isinstance(error, AnymailRecipientsRefused):
        status = getattr(getattr(error, "email_message", None), "anymail_status", None)
        is_dead = getattr(status, "status", None) == {"invalid"}
        return Bounce(550, is_final=is_dead, is_dead=is_dead)
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        return _reply(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPDataError):
        return _reply(error.smtp_code, error.smtp_error)
    code = int(getattr(error, "smtp_code", None) or getattr(error, "status_code", None) or 0)
    return Bounce(code, is_away=_is_away(code) and isinstance(error, OSError | AnymailError))


def _is_away(code: int) -> bool:
    """No answer, one that was cut short, or a server that is about to close."""
    return code < 400 or code == 421


def _reply(code: int, said: bytes | str) -> Bounce:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    found = ENHANCED.search(words)
    if not 500 <= code < 600:
        return Bounce(code, is_away=_is_away(code), is_soft=_is_of_the_mailbox(found, words))
    subject, detail = (found[2], found[3]) if found and found[1] == "5" else ("0", "0")
    if subject == "0":
        is_dead = code in MAILBOX_CODES and bool(UNKNOWN.search(words)) and not OF_THE_SENDER.search(words)
    else:
        is_dead = subject == ADDRESS and detail not in SENDERS
    is_soft = not is_dead and _is_of_the_mailbox(found, words)
    return Bounce(code, is_dead or subject == CONTENT or (subject, detail) == TOO_BIG, is_dead, is_soft=is_soft)


def _is_of_the_mailbox(found: re.Match[str] | None, words: str) -> bool:
    """Not the network, a policy, or a server in trouble: what holds for every mail of ours says nothing of one address."""
    if found is None or found[2] == "0":
        return bool(FULL.search(words))
    return (found[2] == MAILBOX and found[3] != "3") or (found[2] == ADDRESS and found[3] not in SENDERS)
