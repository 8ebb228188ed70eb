"""What arrives at the mail server: headers that begin on their first line, and domains by IDNA 2008."""

from __future__ import annotations

from email.header import decode_header, make_header
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail

from members.mail import Mail, sender_domain
from tests.sink import Sink
from writing.domains import on_the_wire

SUBJECTS = {
    "short": "Two answers",
    "words": "a word and " * 10,
    "one long word": "x" * 120,
    "a long word after others": "See " + "y" * 110,
    "Cyrillic": "долг и процент " * 8,
    "Japanese": "助けてください、返せません。" * 8,
    "Thai": "คำถามเรื่องหนี้" * 8,
    "Arabic": "سؤال عن الدين " * 8,
    "Hindi": "कर्ज़ का सवाल " * 8,
    "emoji": "😀🧡" * 60,
    "like an encoded word": "=?utf-8?q?x?= " + "z" * 90,
    "one accent at the end": "z" * 118 + " é",
}


def header_lines(raw: bytes) -> list[bytes]:
    return raw.partition(b"\r\n\r\n")[0].split(b"\r\n")


def header(raw: bytes, name: bytes) -> list[bytes]:
    """The lines of one header, its name taken off."""
    lines = header_lines(raw)
    first = next(number for number, line in enumerate(lines) if line.lower().startswith(name.lower() + b":"))
    folded = takewhile(lambda line: line[:1] in (b" ", b"\t"), lines[first + 1 :])
    return [lines[first][len(name) + 1 :], *folded]


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS.keys())
def test_a_subject_begins_on_its_first_line(smtp_sink: Sink, subject: str) -> None:
    said = subject[:120].strip()
    Mail(subject=said, body="A line.", to=["b@example.org"]).send()
    lines = header(smtp_sink.raw[0], b"Subject")
    assert all(line.strip() for line in lines)
    assert str(make_header(decode_header(b"".join(lines).decode().strip()))) == said
    for line in [b"Subject:" + lines[0], *lines[1:]]:  # RFC 2047: each encoded word is short, and whole by itself
        if b"=?utf-8?" in line:
            assert len(line) <= 76
            str(make_header(decode_header(line.removeprefix(b"Subject:").decode().strip())))


def test_a_long_address_to_stop_mail_begins_on_its_first_line(smtp_sink: Sink) -> None:
    stop = f"<https://forum.example.org/stop/{'t' * 180}/>"
    headers = {"List-Unsubscribe": stop, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    headers |= {"Message-ID": f"<{'m' * 90}@example.org>", "List-Id": f"<{'l' * 90}.example.org>"}
    Mail(subject="x", body="A line.", to=["b@example.org"], headers=headers).send()
    for name, value in headers.items():
        assert header(smtp_sink.raw[0], name.encode()) == [f" {value}".encode()]


def test_nothing_is_longer_than_a_line_may_be(smtp_sink: Sink) -> None:
    Mail(subject="w " * 3000, body="ß" * 5000, to=["b@example.org"], headers={"X-Long": "v " * 3000}).send()
    assert max(map(len, smtp_sink.raw[0].split(b"\r\n"))) <= 998


@pytest.mark.parametrize("sign", ["\u2028", "\x0b", "\x0c", "\x85", "\x1c"])
def test_what_only_python_takes_for_a_line_makes_no_line_too_long(smtp_sink: Sink, sign: str) -> None:
    mail = Mail(subject="x", body=f"{'a' * 700}{sign}{'b' * 700}", to=["b@example.org"])
    mail.attach_alternative(f"<p>{'a' * 700}{sign}{'b' * 700}</p>", "text/html")
    mail.send()
    assert max(map(len, smtp_sink.raw[0].split(b"\r\n"))) <= 998


# --- domains of other scripts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "wire"),
    [
        ("ada@faß.de", "ada@xn--fa-hia.de"),
        ("ada@FAß.de", "ada@xn--fa-hia.de"),
        ("Ada <ada@faß.de>", "Ada <ada@xn--fa-hia.de>"),
        ('"Ada, of faß" <ada@faß.de>', '"Ada, of faß" <ada@xn--fa-hia.de>'),
        ("a@bücher.example", "a@xn--bcher-kva.example"),
        ("a@βόλος.example", "a@xn--nxasmm1c.example"),  # the last sigma, which IDNA 2003 makes an ordinary one
        ("a@नेपाल.example", "a@xn--l2bey1c2b.example"),
        ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"),
        ("ada@example.org", "ada@example.org"),
        ("Ada@Example.org", "Ada@Example.org"),
        ("no address", "no address"),
        ("सीता", "सीता"),  # a name, at the door where both are taken
        ("", ""),
        ("a@under_score.example", "a@under_score.example"),
        ("a@❤❤.example", "a@xn--qeia.example"),  # known to the older rules alone
        (f"a@{'ü' * 70}.example", f"a@{'ü' * 70}.example"),  # to none: left for the mail server to refuse
    ],
)
def test_a_domain_as_mail_servers_know_it(written: str, wire: str) -> None:
    assert on_the_wire(written) == wire


def letter() -> Mail:
    mail = Mail(subject="Hello", body="A line.", from_email="Faß <we@faß.de>", to=["ada@faß.de"])
    mail.reply_to = ["Rëad <read@faß.de>"]
    return mail


def test_by_smtp(smtp_sink: Sink) -> None:
    letter().send()
    assert (smtp_sink.senders, smtp_sink.recipients) == (["we@xn--fa-hia.de"], [["ada@xn--fa-hia.de"]])
    raw = smtp_sink.raw[0]
    assert b"fass.de" not in raw
    for name in (b"From", b"To", b"Reply-To"):
        assert b"@xn--fa-hia.de" in b"".join(header(raw, name))


@pytest.mark.parametrize(
    "backend", ["django.core.mail.backends.locmem.EmailBackend", "anymail.backends.test.EmailBackend"]
)
def test_by_other_backends(settings: Any, backend: str) -> None:
    settings.EMAIL_BACKEND = backend
    django_mail.outbox = []
    letter().send()
    (sent,) = django_mail.outbox
    assert (sent.to, sent.from_email) == (["ada@xn--fa-hia.de"], "Faß <we@xn--fa-hia.de>")
    assert sent.reply_to == ["Rëad <read@xn--fa-hia.de>"]


def test_by_a_provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes to a provider's own interface."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "IGNORE_RECIPIENT_STATUS": True}
    asked: list[str] = []

    def request(_session: Any, **words: Any) -> Any:
        asked.append(words["data"])
        raise OSError

    monkeypatch.setattr("requests.Session.request", request)
    with pytest.raises(OSError):
        letter().send()
    assert "ada@xn--fa-hia.de" in asked[0]
    assert "we@xn--fa-hia.de" in asked[0]
    assert "fass.de" not in asked[0]


def test_in_the_folder_of_bin_run(settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "community.embedded.mail.FileBackend"
    settings.VAR_DIR = tmp_path
    letter().send()
    (stored,) = (tmp_path / "mail").glob("*.eml")
    assert b"ada@xn--fa-hia.de" in stored.read_bytes()
    assert b"fass.de" not in stored.read_bytes()


def test_the_senders_domain_in_other_headers(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Faß <we@faß.de>"
    assert sender_domain() == "xn--fa-hia.de"
    settings.DEFAULT_FROM_EMAIL = ""
    assert sender_domain() == "localhost"
