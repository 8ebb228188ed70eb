"""What the task finds is kept for the page; numbers of a day are right however often they are taken."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone

from activity.models import Delivery
from community.space import Space
from hosting import certificate
from hosting.actions import looking
from hosting.models import Act, Figure, Look
from hosting.preflight import Answer, State
from hosting.queries import machine
from notices.models import Message, uuid7
from tests import cast, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[Answer]:
    """What preflight would say; how often it was asked is the length of `asked`."""
    answers = [Answer("server", State.OK, "PostgreSQL 18.")]
    monkeypatch.setattr("hosting.preflight.look", lambda: iter([Answer(*vars(one).values()) for one in answers]))
    settings.SITE_URL = "http://localhost:8000"
    return answers


def state(about: str) -> tuple[str, str]:
    row = Look.objects.get(about=about)
    return row.state, row.said


def test_it_says_that_it_ran_and_what_it_found(found: list[Answer]) -> None:
    found.append(Answer("mail", State.WRONG, "Nothing listens there.", "Look at EMAIL_URL."))
    looking.look()
    assert state("mail") == ("wrong", "Nothing listens there.")
    assert state(Look.PULSE)[0] == "ok"


def test_it_asks_rarely_where_all_is_well_and_each_time_where_not(found: list[Answer]) -> None:
    now = timezone.now()
    looking.look(now=now)
    found[0] = Answer("server", State.WRONG, "PostgreSQL 12.")
    looking.look(now=now + timedelta(minutes=5))
    assert state("server")[0] == "ok"  # not asked again
    looking.look(now=now + timedelta(minutes=56))
    assert state("server")[0] == "wrong"
    found[0] = Answer("server", State.OK, "PostgreSQL 18.")
    looking.look(now=now + timedelta(minutes=61))
    assert state("server")[0] == "ok"


def test_since_when_it_is_so(found: list[Answer]) -> None:
    now = timezone.now()
    found[0] = Answer("server", State.WRONG, "a")
    looking.look(now=now)
    found[0] = Answer("server", State.WRONG, "b")
    looking.look(now=now + timedelta(minutes=5))
    row = Look.objects.get(about="server")
    assert (row.said, row.since, row.at) == ("b", now, now + timedelta(minutes=5))


def test_a_days_numbers_are_the_worst_and_the_newest(found: list[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for free in (50, 30, 40):
        monkeypatch.setattr(machine, "disk", lambda free=free: Space(free, 100, 0, 0))
        looking.look(now=now)
    member = cast.pau()
    for number, (mail, at) in enumerate(
        [("sent", now), ("sent", now), ("failed", now), ("queued", now), ("sent", now - timedelta(days=1)),
         ("sent", now - timedelta(days=2)), ("sent", now.replace(hour=0)), ("failed", now + timedelta(days=1))]
    ):  # fmt: skip
        Message.objects.create(
            id=uuid7(at), member=member, kind="answered", dedupe_key=str(number), message_id=str(number),
            created_at=at, state=mail,
        )  # fmt: skip
    looking.look(now=now)
    looking.look(now=now)
    kept = {(row.day.day, row.series): row.value for row in Figure.objects.all()}
    assert kept[20, "free"] == 30
    assert (kept[20, "mailed"], kept[20, "unmailed"]) == (3, 1)
    assert (kept[19, "mailed"], kept[19, "unmailed"]) == (1, 0)
    assert not {day for day, _series in kept} - {19, 20}


def test_the_longest_wait_of_a_day_stays(found: list[Answer]) -> None:
    now = timezone.now()
    row = Delivery.objects.create(event_id=1, handler="a", event_at=now, due_at=now - timedelta(minutes=7))
    looking.look()
    row.delete()
    looking.look()
    assert Figure.objects.get(series="waited", day=now.astimezone(UTC).date()).value in range(420, 480)


def test_a_disk_that_cannot_be_asked_has_no_number(found: list[Answer], settings: Any) -> None:
    settings.VAR_DIR = Path("/nowhere/at/all")
    looking.look()
    assert not Figure.objects.filter(series="free").exists()


def test_what_is_old_goes(found: list[Answer]) -> None:
    today = timezone.now().date()
    for days in (401, 399):
        Figure.objects.create(day=today - timedelta(days=days), series="free", value=days)
        Act.objects.create(at=timezone.now() - timedelta(days=days), verb="space.changed", data={"days": days})
    looking.tidy()
    assert Figure.objects.get().value == 399
    assert Act.objects.get().data == {"days": 399}


# --- the certificate ---------------------------------------------------------------------------------------


class Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None: ...


def made(folder: Path, *, days: int) -> tuple[Path, datetime]:
    """A certificate of its own for localhost, which nobody vouches for, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ends = (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(ends - dt.timedelta(days=90)).not_valid_after(ends)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    path = folder / f"{days}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + signed.public_bytes(Encoding.PEM))
    return path, ends


@contextmanager
def serving(pem: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("localhost", 0), Quiet)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("days", "is_soon"), [(40, False), (3, True)])
def test_a_certificate_that_is_believed(
    found: list[Answer], tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, days: int, is_soon: bool
) -> None:
    pem, ends = made(tmp_path, days=days)
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    with serving(pem) as url:
        settings.SITE_URL = url
        looking.look()
    row = Look.objects.get(about=Look.CERTIFICATE)
    assert row.fact == {"wrong": "", "expires": ends.isoformat()}
    assert row.state == ("wrong" if is_soon else "ok")


def test_one_that_nobody_vouches_for(found: list[Answer], tmp_path: Path, settings: Any) -> None:
    pem, ends = made(tmp_path, days=40)
    with serving(pem) as url:
        settings.SITE_URL = url
        looking.look()
    row = Look.objects.get(about=Look.CERTIFICATE)
    assert row.state == "wrong"
    assert "self-signed" in row.fact["wrong"] or "self signed" in row.fact["wrong"]
    assert row.fact["expires"] == ends.isoformat()


def test_an_address_that_does_not_answer_is_no_alarm(found: list[Answer], settings: Any) -> None:
    settings.SITE_URL = "https://localhost:1"
    looking.look()
    row = Look.objects.get(about=Look.CERTIFICATE)
    assert (row.state, row.fact) == ("look", {"unreached": "ConnectionRefusedError"})


def test_an_address_without_https_has_none(found: list[Answer]) -> None:
    assert certificate.shown_at("http://localhost:8000") is None
    make.community()
    looking.look()
    assert not Look.objects.filter(about=Look.CERTIFICATE).exists()
