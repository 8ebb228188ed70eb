"""The sealed address that stops one kind of message with one click, without signing in (RFC 8058).

It holds whose mail of which kind, for us alone: in a mail to somebody behind a mask a number that others could read
would say who they are, and two addresses that are alike would say that two masks are one person.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from notices.kinds import KINDS

SALT = "notices.stop"
NONCE_BYTES = 12
NUMBER_BYTES = 8  # of every member alike, so that the length says nothing


class Unreadable(ValueError):
    """The address was cut, changed or made elsewhere."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mail of which kind."""

    member_id: int
    kind: str


def token(member_id: int, kind: str) -> str:
    """Another one each time. It holds for ever: a mail of years ago must still be able to stop the next one."""
    nonce = os.urandom(NONCE_BYTES)
    plain = member_id.to_bytes(NUMBER_BYTES) + kind.encode()
    box = nonce + AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, plain, SALT.encode())
    return urlsafe_b64encode(box).decode().rstrip("=")


def read(value: str) -> Stop:
    """Raises Unreadable."""
    stop = _opened(value) or _signed(value)
    if stop is None or stop.kind not in KINDS or not KINDS[stop.kind].is_choosable:
        raise Unreadable
    return stop


def _key(secret: str) -> bytes:
    return salted_hmac(SALT, "box", secret=secret, algorithm="sha256").digest()


def _opened(value: str) -> Stop | None:
    try:
        box = urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except ValueError:
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESGCM(_key(secret)).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], SALT.encode())
        except (InvalidTag, ValueError):
            continue
        return Stop(int.from_bytes(plain[:NUMBER_BYTES]), plain[NUMBER_BYTES:].decode())
    return None


def _signed(value: str) -> Stop | None:
    """As mails held it before it was sealed."""
    try:
        member_id, kind = signing.loads(value, salt=SALT)
        return Stop(int(member_id), str(kind))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def url(member_id: int, kind: str) -> str:
    return settings.SITE_URL + reverse("notices:stop", args=[token(member_id, kind)])
