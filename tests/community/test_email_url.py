"""Each documented EMAIL_URL sends to a server that speaks it: with its TLS, its name and its password."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import send_mail

from community.env import mail_server
from tests import tls
from tests.sink import Sink, free_port

ROOT = Path(__file__).resolve().parents[2]
NAME = "post@example.org"
PASSWORDS = (
    "plain",
    "a/b#c?d+e@f",
    "/",
    "#",
    "?",
    "+",
    "@",
    "://user:password@host:25",
    "a:b:c",
    "100%",
    "%2",
    "semi;colon&amp=x",
    " with spaces ",
    "[bracket]",
    "quotes\"and'",
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Self-made for the name localhost, key and certificate in one file."""
    return tls.certificate(tmp_path_factory.mktemp("tls") / "both.pem", "localhost")


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a host trusts an authority of their own: docs/settings.md."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


class Server(Sink):
    password = ""

    def check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        fits = isinstance(data, LoginPassword) and (data.login, data.password) == (
            NAME.encode(),
            self.password.encode(),
        )
        return AuthResult(success=fits, handled=False)


@contextmanager
def server(certificate: Path | None, *, at_once: bool = False, password: str | None = None) -> Iterator[Server]:
    """Takes nothing without TLS where it has a certificate, and nothing without the password where it has one."""
    sink = Server(port=free_port())
    words: dict[str, Any] = {}
    if password is not None:
        sink.password = password
        words = {"auth_required": True, "authenticator": sink.check, "auth_require_tls": not at_once}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        words |= {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
    controller = Controller(sink, hostname=sink.host, port=sink.port, **words)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def arrives(settings: Any, url: str, sink: Sink) -> bool:
    settings.EMAIL_BACKEND = "community.smtp.EmailBackend"
    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")  # as in community/settings.py
    for name, value in zip(names, mail_server(url), strict=True):
        setattr(settings, f"EMAIL_{name}", value)
    send_mail("Hello", "A line.", "a@example.org", ["b@example.org"])
    return len(sink.mails) == 1


# --- what is documented sends -------------------------------------------------------------------------


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("write", [str, lambda word: quote(word, safe="")], ids=["as it is", "in percent"])
def test_a_name_and_password_are_read_as_they_are(password: str, write: Any) -> None:
    found = mail_server(f"submission://{write(NAME)}:{write(password)}@smtp.example.org:587")
    assert found[:4] == ("smtp.example.org", 587, NAME, password)


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("password", ["a/b#c?d+e@f", "plain"])
@pytest.mark.parametrize(
    ("scheme", "at_once"),
    [("submission", False), ("smtp+tls", False), ("smtps", True), ("smtp+ssl", True), ("submissions", True)],
)
def test_with_tls_and_a_password(settings: Any, certificate: Path, scheme: str, at_once: bool, password: str) -> None:
    with server(certificate, at_once=at_once, password=password) as sink:
        assert arrives(settings, f"{scheme}://{NAME}:{password}@localhost:{sink.port}", sink)


def test_without_tls_and_a_password(settings: Any) -> None:
    with server(None) as sink:
        assert arrives(settings, f"smtp://127.0.0.1:{sink.port}", sink)


def test_every_documented_address_is_understood() -> None:
    row = next(
        line for line in (ROOT / "docs/settings.md").read_text().splitlines() if line.startswith("| `EMAIL_URL`")
    )
    documented = re.findall(r"`([a-z+]+://[^`]+)`", row.split("|")[2])
    assert {address.partition(":")[0] for address in documented} == {"smtp", "submission", "smtps"}
    for address in documented:
        assert mail_server(address).host == "HOST"


def test_the_settings_themselves_send(certificate: Path, tmp_path: Path) -> None:
    """The whole way: the environment, the settings, Django's command."""
    words = [sys.executable, "manage.py", "sendtestemail", "b@example.org"]
    with server(certificate, password="a/b#c?d+e@f") as sink:
        environ = {"EMAIL_URL": f"submission://{NAME}:a/b#c?d+e@f@localhost:{sink.port}", "SECRET_KEY": "x" * 50}
        environ |= {"SSL_CERT_FILE": str(certificate), "VAR_DIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(words, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert len(sink.to("b@example.org")) == 1


def test_ports_where_none_is_said() -> None:
    ports = {scheme: mail_server(f"{scheme}://mail.example").port for scheme in ("smtp", "submission", "smtps")}
    assert ports == {"smtp": 25, "submission": 587, "smtps": 465}


@pytest.mark.parametrize("host", ["[2001:db8::1]", "mail.example", "10.0.0.7", "mail_server"])
def test_hosts(host: str) -> None:
    assert mail_server(f"submission://n:p@{host}:2525").host == host.strip("[]")


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [False, True])
def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Any, certificate: Path, at_once: bool) -> None:
    with server(certificate, at_once=at_once, password="secret") as sink:
        with pytest.raises(ssl.SSLCertVerificationError):
            arrives(settings, f"{'smtps' if at_once else 'submission'}://{NAME}:secret@localhost:{sink.port}", sink)
        assert sink.mails == []


@pytest.mark.usefixtures("trusted")
def test_a_certificate_for_another_name_is_refused(settings: Any, certificate: Path) -> None:
    with server(certificate, password="secret") as sink, pytest.raises(ssl.SSLCertVerificationError):
        arrives(settings, f"submission://{NAME}:secret@127.0.0.1:{sink.port}", sink)


def test_a_server_without_starttls_gets_no_password(settings: Any) -> None:
    with server(None, password="secret") as sink:
        with pytest.raises(OSError, match="STARTTLS"):
            arrives(settings, f"submission://{NAME}:secret@127.0.0.1:{sink.port}", sink)
        assert sink.mails == []


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://:25",
        "smtp://mail.example:port",
        "smtp://mail.example:99999",
        "smtp://mail.example/path",
        "smtp://mail.example?tls=true",
        "smtp://two hosts",
        "smtps://name:hush@mail.example:587",
        "smtps://name:hush@mail.example:25",
        "submission://name:hush@mail.example:465",
        "submission://name:hüsh@mail.example",
        "submission://nobody@mail.example",
    ],
)
def test_what_is_not_understood_is_said_without_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        mail_server(url)
    assert "EMAIL_URL" in str(refusal.value)
    assert "hush" not in str(refusal.value)
    assert "hüsh" not in str(refusal.value)
