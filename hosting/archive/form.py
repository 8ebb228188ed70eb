"""What stands where in an archive.

A tar that any `tar` opens: `manifest.json`, the parts, `SHA256SUMS` as `sha256sum --check` reads it, and last the
seal: the SHA-256 of every byte before it. The seal's own bytes follow from its digest, so that no byte of the file
is free to change.
"""

from __future__ import annotations

import hashlib
import tarfile

FORMAT = 1
PRODUCT = "Murmuration"
MANIFEST, SUMS, SEAL = "manifest.json", "SHA256SUMS", "SEAL"
SETTINGS, SECRETS = "settings.env", "secrets.env"
KEYS = "keys/"
DATABASE, FILES = "database/", "files/"  # pieces of pg_dump's output, put together in the order of their names
BLOCK = tarfile.BLOCKSIZE
PIECE = 8 * 1024 * 1024  # bytes of the dump in one part: what a backup holds in memory
CHUNK = 256 * 1024
END = bytes(2 * BLOCK)


def header(name: str, size: int) -> bytes:
    """Without a time and an owner: the same content makes the same archive."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")


def padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


def seal(digest: str) -> bytes:
    """The last bytes of an archive: SEAL_BYTES, whatever the digest."""
    line = f"{digest}\n".encode()
    return header(SEAL, len(line)) + line + padding(len(line)) + END


SEAL_BYTES = len(seal(hashlib.sha256().hexdigest()))
START = header(MANIFEST, 0)[:100]  # the field of the name: how every archive begins
