"""The mail that tells whether mail works: it names the host, the port and what the server answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from django.core.management import CommandError, call_command

from members import mailroom
from members.actions.test_mail import LONGEST_ANSWER, Answer, send_test_mail
from tests.sink import Sink, free_port
from tests.stalling import Stalling, silent, silent_after_data, stalling, trickling

PATIENCE = 0.4  # seconds instead of five
TO = "ada@example.org"


@pytest.fixture(autouse=True)
def _own_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailroom, "room", mailroom.Mailroom())


class Picky(Sink):
    """Says no where the test wants it: `no` is the step and the reply."""

    no: tuple[str, str] = ("", "")

    async def handle_MAIL(self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _more: Any) -> str:
        envelope.mail_from = address
        return self.no[1] if self.no[0] == "sender" else "250 OK"

    async def handle_RCPT(self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _more: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.no[1] if self.no[0] == "recipient" else "250 OK"


@contextmanager
def picky(settings: Any, **words: Any) -> Iterator[Picky]:
    sink = Picky(port=free_port())
    controller = Controller(sink, hostname=sink.host, port=sink.port, **words)
    controller.start()
    use(settings, sink.port)
    try:
        yield sink
    finally:
        controller.stop()


def use(settings: Any, port: int, host: str = "127.0.0.1") -> None:
    settings.EMAIL_BACKEND = "community.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


def test_the_answer_is_the_servers_own(settings: Any, smtp_sink: Sink) -> None:
    settings.REPLY_TO_EMAIL = "people@example.org"
    smtp_sink.answers.append("250 2.0.0 Ok: queued as 4XyZ")
    assert send_test_mail(TO) == Answer("127.0.0.1", smtp_sink.port, "250 2.0.0 Ok: queued as 4XyZ", True)
    (mail,) = smtp_sink.to(TO)
    assert (mail["reply-to"], settings.SITE_URL in mail.get_content()) == ("people@example.org", True)


@pytest.mark.parametrize(
    ("step", "reply", "said"),
    [
        ("sender", "553 5.7.1 not yours", "community@localhost> (DEFAULT_FROM_EMAIL): 553 5.7.1 not"),
        ("recipient", "550 5.1.1 no such user", "does not take mail to that address: 550 5.1.1 no such user"),
        ("data", "554 5.7.1 looks like spam", "refused the mail: 554 5.7.1 looks like spam"),
        ("data", "451 4.3.0 " + "again " * 80, "refused the mail: 451 4.3.0 again again"),
    ],
)
def test_a_refusal_is_said_with_the_servers_words(settings: Any, step: str, reply: str, said: str) -> None:
    with picky(settings) as sink:
        sink.no = (step, reply)
        sink.answers.append(reply)
        answer = send_test_mail(TO)
    assert (answer.host, answer.port, answer.ok) == ("127.0.0.1", sink.port, False)
    assert said in answer.said
    assert len(answer.said) <= LONGEST_ANSWER


def test_a_wrong_password_is_named_and_not_shown(settings: Any) -> None:
    no = AuthResult(success=False, handled=False)
    with picky(settings, authenticator=lambda *_: no, auth_require_tls=False):
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "post", "hush-hush"
        answer = send_test_mail(TO)
    assert answer.said.startswith("The server does not know that name and password: 535")
    assert "hush" not in answer.said


def test_a_server_without_the_encryption_asked_for(settings: Any) -> None:
    with picky(settings):
        settings.EMAIL_USE_TLS = True
        assert "cannot do what EMAIL_URL asks of it: STARTTLS" in send_test_mail(TO).said
        settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True
        assert send_test_mail(TO).said.startswith("No encrypted connection came about: WRONG_VERSION_NUMBER")


def test_nobody_there(settings: Any) -> None:
    use(settings, free_port())
    assert send_test_mail(TO) == Answer(
        "127.0.0.1", settings.EMAIL_PORT, "Nothing listens there. Is that the right port?", False
    )
    use(settings, 25, host="no-such-host.invalid")
    assert send_test_mail(TO).said == "There is no such host. Is its name spelled right?"


@pytest.mark.parametrize("stall", [silent, trickling, silent_after_data])
def test_a_server_that_stalls(
    settings: Any, monkeypatch: pytest.MonkeyPatch, stall: Callable[[Stalling, Any], None]
) -> None:
    monkeypatch.setattr(mailroom, "PATIENCE", PATIENCE)
    with stalling(stall) as server:
        use(settings, server.port)
        began = time.monotonic()
        answer = send_test_mail(TO)
        assert time.monotonic() - began < PATIENCE + 3
    assert not answer.ok
    assert answer.said.startswith("No answer within 0.4 seconds.")


def test_behind_other_mails_it_is_not_the_servers_silence(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailroom, "PATIENCE", PATIENCE)
    with stalling(silent) as server:
        use(settings, server.port)
        for _ in range(mailroom.THREADS):
            send_test_mail(TO)
        assert send_test_mail(TO).said.startswith("Other mails are waiting")


def test_what_is_missing_for_a_provider_is_said(settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.ANYMAIL = "anymail.backends.postmark.EmailBackend", {}
    answer = send_test_mail(TO)
    assert (answer.host, answer.port, answer.ok) == ("postmark", 0, False)
    assert "POSTMARK_SERVER_TOKEN" in answer.said


def test_beside_bin_run_it_is_kept_in_a_folder(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_BACKEND, settings.VAR_DIR = "community.embedded.mail.FileBackend", tmp_path
    answer = send_test_mail(TO)
    assert (answer.ok, answer.port, "no EMAIL_URL" in answer.host) == (True, 0, True)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1


def test_the_command_says_it(smtp_sink: Sink) -> None:
    said = StringIO()
    call_command("send_test_mail", TO, stdout=said)
    assert said.getvalue() == f"127.0.0.1 port {smtp_sink.port}: 250 OK\n"
    smtp_sink.answers.append("554 no")
    with pytest.raises(CommandError, match=rf"127.0.0.1 port {smtp_sink.port}: The server refused the mail: 554 no"):
        call_command("send_test_mail", TO)


@pytest.mark.parametrize("address", ["ada", "ada@", "ada@example.org\nbcc: x@example.org", "a@b.org, c@d.org"])
def test_the_command_takes_an_address_alone(smtp_sink: Sink, address: str) -> None:
    with pytest.raises(CommandError, match="is not an address"):
        call_command("send_test_mail", address)
    assert smtp_sink.mails == []
