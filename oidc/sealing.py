"""The client secret as it lies in the database: sealed by a key that lies elsewhere.

The key is made of SECRET_KEY, for this alone. What one of SECRET_KEY_FALLBACKS sealed is still read, and `actions` seals
it anew each day.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from oidc.models import Provider

PURPOSE = b"oidc.client-secret"


class Unreadable(Exception):
    """SECRET_KEY is another one than when it was sealed."""


def sealed(secret: str) -> str:
    """Another one each time; "" where there is none."""
    return _boxes()[0].encrypt(secret.encode()).decode() if secret else ""


def secret_of(provider: Provider) -> str:
    """As it is sent to the provider; "" where there is none. Raises Unreadable."""
    # What an older version wrote lies as it came, and is newer than what is sealed beside it.
    if provider.secret or not provider.sealed_secret:
        return provider.secret
    try:
        return MultiFernet(_boxes()).decrypt(provider.sealed_secret).decode()
    except InvalidToken:
        raise Unreadable from None


def is_of_today(provider: Provider) -> bool:
    """Is it sealed by SECRET_KEY itself, so that every key of before may go?"""
    try:
        _boxes()[0].decrypt(provider.sealed_secret)
    except InvalidToken:
        return False
    return True


def _boxes() -> list[Fernet]:
    return [Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _key(secret: str) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode()))
