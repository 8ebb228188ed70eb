"""Archives that only the holder of a key opens: age, so that they open without Murmuration as well."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyrage

from hosting.refusal import Refused

START = b"age-encryption.org/"
NEEDS_KEY = "The archive is encrypted: name the file of its key with --identity."
WRONG_KEY = "This key does not open the archive, or the archive is damaged; nothing of it was used."


def recipient(text: str) -> Any:
    """A public key: age1… or ssh-…. Raises Refused."""
    kind = pyrage.ssh if text.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise Refused(
            f"BACKUP_RECIPIENTS: {text!r} is not a public key of age (age1…) or SSH (ssh-ed25519 …)."
        ) from error


def identities(path: Path) -> list[Any]:
    """The secret keys in a file of `age-keygen`, or an SSH key without a passphrase. Raises Refused."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    try:
        if b"PRIVATE KEY" in content:
            return [pyrage.ssh.Identity.from_buffer(content)]
        lines = [line.strip() for line in content.decode("ascii", "replace").splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise Refused(f"{path} holds no secret key of age or SSH.") from error
    if not found:
        raise Refused(f"{path} holds no secret key of age or SSH.")
    return found


class _Pieces:
    """An iterator as the file that pyrage reads. What goes wrong while it is read is kept: pyrage would hide it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")
        self.trouble: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as error:
            self.trouble = error
            raise
        piece, self._rest = self._rest[:size], self._rest[size:]
        return bytes(piece)


def write(pieces: Iterator[bytes], file: IO[bytes], recipients: Sequence[Any]) -> None:
    if not recipients:
        for piece in pieces:
            file.write(piece)
        return
    source = _Pieces(pieces)
    try:
        pyrage.encrypt_io(source, file, list(recipients))
    except BaseException as error:
        raise (source.trouble or error) from error


@contextmanager
def opened(path: Path, keys: Sequence[Any]) -> Iterator[IO[bytes]]:
    """The archive in the clear, as a stream. Raises Refused where it does not open, also in the middle."""
    with path.open("rb") as file:
        is_age = file.read(len(START)) == START
        file.seek(0)
        if not is_age:
            yield file
        elif not keys:
            raise Refused(NEEDS_KEY)
        else:
            with _decrypted(file, keys) as stream:
                yield stream


@contextmanager
def _decrypted(file: IO[bytes], keys: Sequence[Any]) -> Iterator[IO[bytes]]:
    """pyrage writes into a pipe, in a thread of its own, as slowly as we read from it."""
    out, into = os.pipe()
    trouble: list[BaseException] = []
    thread = threading.Thread(target=_decrypt, args=(file, into, list(keys), trouble), daemon=True)
    thread.start()
    stream = _Checked(os.fdopen(out, "rb"), thread, trouble)
    try:
        yield stream  # type: ignore[misc]
    finally:
        stream.close()
        thread.join()


def _decrypt(file: IO[bytes], into: int, keys: list[Any], trouble: list[BaseException]) -> None:
    try:
        with os.fdopen(into, "wb") as pipe:
            pyrage.decrypt_io(file, pipe, keys)
    except BaseException as error:  # told to whoever reads
        trouble.append(error)


class _Checked:
    """The reading end: an end that came of trouble is not taken for the end of the archive."""

    def __init__(self, pipe: IO[bytes], thread: threading.Thread, trouble: list[BaseException]) -> None:
        self._pipe, self._thread, self._trouble = pipe, thread, trouble

    def read(self, size: int = -1) -> bytes:
        piece = self._pipe.read(size)
        if size < 0 or len(piece) < size:
            self._thread.join()
            if self._trouble:
                raise Refused(WRONG_KEY) from self._trouble[0]
        return piece

    def close(self) -> None:
        self._pipe.close()
