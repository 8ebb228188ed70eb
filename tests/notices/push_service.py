"""A push service of the test's own: https, it checks who sends (VAPID) and opens what it gets as a browser would."""

from __future__ import annotations

import json
import os
import ssl
import threading
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from members.models import Member
from notices.models import Device


def plain(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def raw(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


@dataclass
class Browser:
    """One subscription, with the keys that only the browser has."""

    path: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    shown: list[dict[str, Any]] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    status: int = 201

    @property
    def p256dh(self) -> str:
        return plain(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return plain(self.secret)

    @property
    def words(self) -> list[str]:
        return [shown["notification"]["body"] for shown in self.shown]


@dataclass
class Service:
    port: int
    browsers: dict[str, Browser] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    location: str = ""

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    def device(self, member: Member, name: str = "Firefox on Android") -> Browser:
        """A browser of this member's that wants notifications."""
        browser = Browser(f"/push/{len(self.browsers)}")
        self.browsers[browser.path] = browser
        endpoint = self.origin + browser.path
        Device.objects.create(
            member=member, endpoint=endpoint, digest=Device.digest_of(endpoint), name=name,
            p256dh=browser.p256dh, auth=browser.auth,
        )  # fmt: skip
        return browser

    def take(self, handler: BaseHTTPRequestHandler) -> int:
        self.asked.append(handler.path)
        browser = self.browsers[handler.path]
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        check_who_sends(handler.headers["Authorization"], self.origin)
        assert int(handler.headers["TTL"]) > 3600
        assert handler.headers["Content-Encoding"] == "aes128gcm"
        if browser.status < 300:
            opened = http_ece.decrypt(body, private_key=browser.key, auth_secret=browser.secret, version="aes128gcm")
            browser.shown.append(json.loads(opened))
            browser.sizes.append(len(body))
            browser.topics.append(handler.headers["Topic"])
        return browser.status


def check_who_sends(header: str, origin: str) -> None:
    """RFC 8292: a token for this very service, not too old, signed by the key beside it."""
    parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
    head, claims, signature = parts["t"].split(".")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(parts["k"]))
    both = raw(signature)
    signed = encode_dss_signature(int.from_bytes(both[:32]), int.from_bytes(both[32:]))
    key.verify(signed, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    said = json.loads(raw(claims))
    assert said["aud"] == origin
    assert time.time() < said["exp"] < time.time() + 24 * 3600
    assert said["sub"].startswith(("https://", "mailto:"))


@contextmanager
def running(folder: Path) -> Iterator[tuple[Service, ssl.SSLContext]]:
    """The service, and what a client must trust to speak with it."""
    certificate = certified(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            try:
                status = service.take(self)
            except Exception as error:  # what is not right is said to the test by its absence
                service.asked.append(repr(error))
                status = 400
            self.send_response(status)
            if service.location:
                self.send_header("Location", service.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Service(server.server_port)
    offers = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offers.load_cert_chain(certificate)
    server.socket = offers.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield service, ssl.create_default_context(cafile=str(certificate))
    finally:
        server.shutdown()
        server.server_close()


def certified(folder: Path) -> Path:
    """A key and a certificate for localhost in one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path
