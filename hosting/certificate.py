"""What the public address shows to browsers: is its certificate believed, and until when?"""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509

PATIENCE = 5.0  # seconds for each step


@dataclass(frozen=True)
class Shown:
    """`expires` is None where no certificate came; `wrong`: what a browser would say, "" where it would say nothing."""

    expires: datetime | None = None
    wrong: str = ""


def shown_at(url: str) -> Shown | None:
    """None for an address without https. Raises OSError where nobody answers there."""
    address = urlsplit(url)
    if address.scheme != "https" or not address.hostname:
        return None
    port = address.port or 443
    try:
        return Shown(_expires(address.hostname, port, ssl.create_default_context()))
    except ssl.SSLCertVerificationError as error:
        return Shown(_expires(address.hostname, port, _believing()), error.verify_message)


def _believing() -> ssl.SSLContext:
    """Only to read until when a certificate is that nobody believes; nothing is said over this connection."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _expires(host: str, port: int, context: ssl.SSLContext) -> datetime | None:
    with (
        socket.create_connection((host, port), timeout=PATIENCE) as connected,
        context.wrap_socket(connected, server_hostname=host) as encrypted,
    ):
        found = encrypted.getpeercert(binary_form=True)
    return x509.load_der_x509_certificate(found).not_valid_after_utc if found else None
