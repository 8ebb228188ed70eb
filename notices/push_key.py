"""The key that signs for this installation at push services (VAPID, RFC 8292). It lies in a file, never in the database.

Without the file there is no push: nobody is asked. With another one the devices must be switched on anew, so keep it
with the backups; it opens nothing that anybody wrote.
"""

from __future__ import annotations

import os
import time
from base64 import urlsafe_b64encode
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

if TYPE_CHECKING:
    from py_vapid import Vapid02

HOLDS_SECONDS = 12 * 3600  # of one signature; the services take at most a day


def ensure() -> None:
    """Writes the first key, readable to its owner alone, unless one is there."""
    path = Path(settings.PUSH_KEY_FILE)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    key = ec.generate_private_key(ec.SECP256R1())
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())


def public_key() -> str:
    """As browsers want it; "" where there is no key."""
    path = str(settings.PUSH_KEY_FILE)
    return _public(path, os.stat(path).st_mtime_ns) if os.path.isfile(path) else ""


def signed_for(endpoint: str) -> dict[str, str]:
    """The header that tells the service of this address who sends."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": settings.SITE_URL
        if settings.HTTPS
        else f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}",
        "exp": int(time.time()) + HOLDS_SECONDS,
    }
    signed: dict[str, str] = _signer(str(settings.PUSH_KEY_FILE)).sign(claims)
    return signed


@lru_cache(maxsize=2)
def _public(path: str, _changed: int) -> str:
    key = load_pem_private_key(Path(path).read_bytes(), None).public_key()
    return urlsafe_b64encode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)).decode().rstrip("=")


def _signer(path: str) -> Vapid02:
    from py_vapid import Vapid02

    return Vapid02.from_pem(Path(path).read_bytes())
