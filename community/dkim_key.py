"""The key with which mails are signed (DKIM), and the record of the DNS in which others find its public half."""

from __future__ import annotations

import base64
import re
from email.utils import parseaddr
from pathlib import Path
from typing import NamedTuple

import idna
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.core.exceptions import ImproperlyConfigured

SMALLEST = 1024  # bits; receivers take no smaller ones (RFC 8301), and 2048 are usual
LARGEST = 4096  # larger ones need not be understood
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
LONGEST_STRING = 255  # of one piece in a TXT record


class DkimKey(NamedTuple):
    pem: str
    selector: str
    domain: str
    public: str  # as the record holds it

    def __repr__(self) -> str:
        return f"<DkimKey {self.selector}._domainkey.{self.domain}>"

    @property
    def name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        return f"v=DKIM1; k=rsa; p={self.public}"

    @property
    def pieces(self) -> list[str]:
        """The record as a zone file takes it."""
        return [self.record[at : at + LONGEST_STRING] for at in range(0, len(self.record), LONGEST_STRING)]


def dkim_key(*, file: str, text: str, selector: str, domain: str, sender: str) -> DkimKey | None:
    """None without a key. Raises ImproperlyConfigured with a sentence that holds nothing of it."""
    pem = _read(file) if file else text.replace("\\n", "\n").strip()
    if not pem:
        return None
    key = _private(pem)
    sender = _ascii(parseaddr(sender)[1].rpartition("@")[2])
    selector, domain = selector.strip().lower(), _ascii(domain.strip() or sender)
    if LABEL.fullmatch(selector) is None:
        raise ImproperlyConfigured(
            "DKIM_SELECTOR is not understood. Write a word of letters and digits, such as mail2026."
        )
    if LABEL.fullmatch(domain) is None or "." not in domain:
        raise ImproperlyConfigured("DKIM_DOMAIN is not understood. Write the domain of DEFAULT_FROM_EMAIL.")
    if sender != domain and not sender.endswith(f".{domain}"):
        raise ImproperlyConfigured(
            f"DKIM_DOMAIN is {domain}, but mails come from {sender}: receivers would not take the signature for the "
            "sender's. Use the domain of DEFAULT_FROM_EMAIL, or one above it."
        )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return DkimKey(pem, selector, domain, base64.b64encode(public).decode())


def _ascii(domain: str) -> str:
    """As it stands in the DNS."""
    domain = domain.lower().rstrip(".")
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def _read(file: str) -> str:
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"DKIM_KEY_FILE: {file} cannot be read ({type(error).__name__}).") from None


def _private(pem: str) -> RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        raise ImproperlyConfigured(
            "The DKIM key is not understood. Make one with: openssl genrsa -out dkim.key 2048. It has no password."
        ) from None
    if not isinstance(key, RSAPrivateKey):
        raise ImproperlyConfigured("The DKIM key must be an RSA key: other kinds are not understood everywhere.")
    if not SMALLEST <= key.key_size <= LARGEST:
        raise ImproperlyConfigured(
            f"The DKIM key has {key.key_size} bits: receivers take {SMALLEST} to {LARGEST}, and 2048 are usual."
        )
    return key
