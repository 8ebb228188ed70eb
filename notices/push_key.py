"""The key that signs for this installation at push services (VAPID, RFC 8292). It lies in a file, never in the database.

Without the file there is no push: nobody is asked. With another one the devices must be switched on anew, so keep it
with the backups; it opens nothing that anybody wrote.
"""

from __future__ import annotations

import os
import time
from base64 import urlsafe_b64encode
from contextlib import suppress
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from activity import key_file

if TYPE_CHECKING:
    from py_vapid import Vapid02

log = structlog.get_logger(__name__)

HOLDS_SECONDS = 12 * 3600  # of one signature; the services take at most a day


def ensure() -> None:
    """Writes the first key unless one is there. An empty file is none: it is what a crash could leave before."""
    path = Path(settings.PUSH_KEY_FILE)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_file() and path.stat().st_size == 0:
        path.unlink()
    key = ec.generate_private_key(ec.SECP256R1())
    with suppress(FileExistsError):
        key_file.create(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def public_key() -> str:
    """As browsers want it; "" where there is no key, or none that can be read: pages do without."""
    path = str(settings.PUSH_KEY_FILE)
    try:
        return _public(path, os.stat(path).st_mtime_ns)
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:  # TypeError: it asks for a password
        log.warning("push_key_unreadable", error=type(error).__name__)
        return ""


def signed_for(endpoint: str) -> dict[str, str]:
    """The header that tells the service of this address who sends."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "sub": settings.SITE_URL if settings.HTTPS else f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
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
