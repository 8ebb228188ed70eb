"""One mail to see whether mail works, and what the server said to it in words that help to mend it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members import mailroom
from members.mail import Mail

LONGEST_ANSWER = 300  # characters; what is said in more is said again and again


@dataclass(frozen=True)
class Answer:
    """`said`: the server's own words where it took the mail, else a sentence. `port` is 0 where none is involved."""

    host: str
    port: int
    said: str
    ok: bool


class _TestMail(Mail):
    """Remembers how far it came: a page does not wait for its end."""

    has_begun = is_taken = False
    said = ""

    def send(self, fail_silently: bool = False) -> int:  # type: ignore[override]  # the stubs are of a later Django
        self.has_begun = True
        try:
            with get_connection() as self.connection:
                count = super().send(fail_silently)
                self.said, self.is_taken = self._answer(), True
        except (OSError, AnymailError, ImproperlyConfigured) as error:
            self.said = self.said or sentence(error)
            raise
        return count

    def _answer(self) -> str:
        status = getattr(self, "anymail_status", None)
        if status is not None:
            return f"{', '.join(sorted(status.status or ()))} {status.message_id or ''}".strip()
        return getattr(self.connection, "answer", "")


def send_test_mail(to: str) -> Answer:
    """Takes five seconds at most, whatever the mail server does."""
    mail = _TestMail(subject=_("A test mail"), body=_words(), to=[to])
    mail.reply_to = [settings.REPLY_TO_EMAIL or settings.DEFAULT_FROM_EMAIL]
    with suppress(ImproperlyConfigured):  # its sentence is in the mail
        mailroom.room.send(mail, patience=mailroom.PATIENCE)
    host, port = _server()
    said = mail.said or ("" if mail.is_taken else _no_answer(mail))
    return Answer(host, port, _short(said or _("It was taken.")), mail.is_taken)


def _words() -> str:
    return _(
        "Hello,\n\nsomebody who sets up {address} asked for this mail. It has arrived, so mail works: there is "
        "nothing else to do.\n"
    ).format(address=settings.SITE_URL)


def _server() -> tuple[str, int]:
    name = settings.EMAIL_BACKEND
    if name == "community.smtp.EmailBackend":
        return settings.EMAIL_HOST, settings.EMAIL_PORT
    if name == "community.embedded.mail.FileBackend":
        return _("a folder of this machine (no EMAIL_URL is set)"), 0
    return name.removesuffix(".EmailBackend").rpartition(".")[2], 0  # a provider's name


def _no_answer(mail: _TestMail) -> str:
    if not mail.has_begun:
        return _("Other mails are waiting for the mail server, and this one leaves after them.")
    return ngettext(
        "No answer within {seconds:g} second. Often the port is closed on the way there: many hosts close port 25 "
        "to everybody, and 587 or 465 is open.",
        "No answer within {seconds:g} seconds. Often the port is closed on the way there: many hosts close port 25 "
        "to everybody, and 587 or 465 is open.",
        round(mailroom.PATIENCE),
    ).format(seconds=mailroom.PATIENCE)


def sentence(error: Exception) -> str:
    """What went wrong, and where it is to be mended."""
    match error:
        case AnymailError() | ImproperlyConfigured():
            return str(error)
        case smtplib.SMTPRecipientsRefused():
            return _("The server does not take mail to that address: {words}").format(words=_first(error))
        case smtplib.SMTPSenderRefused():
            return _("The server does not take mail from {sender} (DEFAULT_FROM_EMAIL): {words}").format(
                sender=error.sender, words=_reply(error.smtp_code, error.smtp_error)
            )
        case smtplib.SMTPAuthenticationError():
            return _("The server does not know that name and password: {words}").format(
                words=_reply(error.smtp_code, error.smtp_error)
            )
        case smtplib.SMTPResponseException():
            return _("The server refused the mail: {words}").format(words=_reply(error.smtp_code, error.smtp_error))
        case smtplib.SMTPServerDisconnected():
            return _("The server hung up. Is it one for mail, and is that the port where it takes mail?")
        case smtplib.SMTPException():
            return _("The server cannot do what EMAIL_URL asks of it: {words}").format(words=error)
        case _:
            return _network(error)


def _network(error: Exception) -> str:
    match error:
        case socket.gaierror():
            return _("There is no such host. Is its name spelled right?")
        case ConnectionRefusedError():
            return _("Nothing listens there. Is that the right port?")
        case ssl.SSLCertVerificationError():
            return _("The server’s certificate was not accepted: {words}").format(words=error.verify_message)
        case ssl.SSLError():
            return _(
                "No encrypted connection came about: {words}. Does the port go with the beginning of EMAIL_URL?"
            ).format(words=error.reason)
        case OSError():
            return _("It could not be reached: {words}.").format(words=error.strerror or type(error).__name__)
        case _:
            return type(error).__name__


def _first(error: smtplib.SMTPRecipientsRefused) -> str:
    return _reply(*next(iter(error.recipients.values())))


def _reply(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _short(said: str) -> str:
    return " ".join(said.split())[:LONGEST_ANSWER]
