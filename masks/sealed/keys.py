"""The mask key and what is made from it. Only this folder imports it: a test walks the code."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from activity import key_file

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16  # AES-GCM's own
BOX_OVERHEAD = NONCE_BYTES + TAG_BYTES


class MaskKeyError(RuntimeError):
    """The key is missing, unreadable, of the wrong size, or not the one that the masks were sealed with."""


class Broken(ValueError):
    """A box does not open: noise, another key, or somebody changed it."""


@dataclass(frozen=True, repr=False)
class Keys:
    """Four keys for four purposes, none of which can be computed from another."""

    own: bytes
    slot: bytes
    box: bytes
    limit: bytes

    def encrypt(self, content: bytes, *, aad: bytes) -> bytes:
        """Encrypts `content`; it opens only beside the same `aad`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.box).encrypt(nonce, content, aad)

    def decrypt(self, box: bytes, *, aad: bytes) -> bytes:
        """Decrypts a box. Raises Broken."""
        nonce, sealed = bytes(box[:NONCE_BYTES]), bytes(box[NONCE_BYTES:])
        try:
            return AESGCM(self.box).decrypt(nonce, sealed, aad)
        except (InvalidTag, ValueError):
            raise Broken("This box does not open.") from None


def tag(key: bytes, *parts: str | int) -> bytes:
    """An HMAC over parts that hold no "|", 32 bytes."""
    return hmac.digest(key, "|".join(map(str, parts)).encode(), "sha256")


def random_tag() -> bytes:
    """What a tag looks like to whoever has no key."""
    return os.urandom(SHA256.digest_size)


def random_box(content_bytes: int) -> bytes:
    """What a box of so much content looks like to whoever has no key."""
    return os.urandom(content_bytes + BOX_OVERHEAD)


def keys() -> Keys:
    """The keys of this installation. Raises MaskKeyError with one sentence for whoever runs it."""
    return _keys(str(settings.MASK_KEY_FILE))


def place_of_key() -> Path:
    """Where it lies, or will lie: for whoever runs this, to keep a copy of it elsewhere. Not what is in it."""
    return Path(settings.MASK_KEY_FILE)


def has_key() -> bool:
    return place_of_key().is_file()


def create_key() -> str:
    """Writes a new key where the settings look for it, and gives its path. Raises MaskKeyError if one is there."""
    path = place_of_key()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        key_file.create(path, os.urandom(KEY_BYTES))
    except FileExistsError:
        raise MaskKeyError(f"There is a mask key at {path} already; it is left as it is.") from None
    except OSError as error:
        raise MaskKeyError(f"The mask key {path} cannot be written: {error.strerror}.") from None
    return str(path)


@lru_cache(maxsize=4)
def _keys(path: str) -> Keys:
    master = _read(path)
    return Keys(*(_derive(master, purpose) for purpose in ("own", "slot", "box", "limit")))


def _read(path: str) -> bytes:
    try:
        master = Path(path).read_bytes()
    except FileNotFoundError:
        raise MaskKeyError(
            f"The mask key {path} is missing: put it back from where you keep it, "
            "or make the first one with `manage.py mask_key create`."
        ) from None
    except OSError as error:
        raise MaskKeyError(f"The mask key {path} cannot be read: {error.strerror}.") from None
    if len(master) != KEY_BYTES:
        raise MaskKeyError(f"The mask key {path} has {len(master)} bytes in place of {KEY_BYTES}.")
    return master


def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"murmuration/masks/" + purpose.encode()).derive(master)
