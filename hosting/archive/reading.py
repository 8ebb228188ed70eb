"""An archive is looked through whole, before anything in it is believed; then it is read part by part."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from hosting.archive.form import BLOCK, CHUNK, END, MANIFEST, SEAL, SEAL_BYTES, START, SUMS, seal
from hosting.archive.writing import chunks, sum_line
from hosting.refusal import Refused

DAMAGED = "The archive is damaged or cut short, and nothing of it was used: take another copy of it, or an older one."
FOREIGN = "This is not a backup that Murmuration made."


class Sums:
    """Takes bytes; knows in the end whether the last of them are the seal of all before."""

    def __init__(self) -> None:
        self._before, self._last = hashlib.sha256(), b""

    def take(self, piece: bytes) -> None:
        kept = self._last + piece
        cut = max(len(kept) - SEAL_BYTES, 0)
        self._before.update(memoryview(kept)[:cut])
        self._last = kept[cut:]

    @property
    def fits(self) -> bool:
        return self._last == seal(self._before.hexdigest())


def check(stream: IO[bytes]) -> None:
    """Reads to the end. Raises Refused unless every byte is one that a backup wrote."""
    first = stream.read(BLOCK)
    if not first.startswith(START):
        raise Refused(FOREIGN if len(first) >= BLOCK else DAMAGED)
    sums = Sums()
    sums.take(first)
    for piece in chunks(stream):
        sums.take(piece)
    if not sums.fits:
        raise Refused(DAMAGED)


class _Summed:
    """What `tarfile` reads from, summed on the way."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self.sums = stream, Sums()

    def read(self, size: int = CHUNK) -> bytes:
        piece = self._stream.read(size)
        self.sums.take(piece)
        return piece


@dataclass(frozen=True)
class Found:
    """One part of an archive; its content must be read before the next part is asked for."""

    name: str
    size: int
    file: IO[bytes]

    def content(self) -> bytes:
        return self.file.read()

    def pieces(self) -> Iterator[bytes]:
        return chunks(self.file)


def parts(stream: IO[bytes]) -> Iterator[Found]:
    """The parts of an archive that `check` has passed, which is checked once more on the way: whoever uses them does
    nothing that cannot be undone before the last one has come. Raises Refused.
    """
    summed, lines = _Summed(stream), hashlib.sha256()
    said = ""
    try:
        with tarfile.open(fileobj=summed, mode="r|", encoding="utf-8", errors="surrogateescape") as tar:  # type: ignore[call-overload]
            while (entry := tar.next()) is not None:
                tar.members.clear()  # which it would keep for ever
                counted = _Counted(tar.extractfile(entry))
                if entry.name == SUMS:
                    said = hashlib.sha256(counted.read()).hexdigest()
                elif entry.name != SEAL:
                    yield Found(entry.name, entry.size, counted)  # type: ignore[arg-type]
                    counted.drain()
                    lines.update(sum_line(counted.digest, entry.name))
    except (tarfile.TarError, EOFError) as error:
        raise Refused(DAMAGED) from error
    while summed.read():
        pass
    if not summed.sums.fits or said != lines.hexdigest():
        raise Refused(DAMAGED)


class _Counted:
    """The content of one part, summed as it is read."""

    def __init__(self, file: IO[bytes] | None) -> None:
        if file is None:
            raise Refused(DAMAGED)
        self._file, self._sum = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self._sum.update(piece)
        return piece

    def drain(self) -> None:
        while self.read(CHUNK):
            pass

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


def manifest(stream: IO[bytes]) -> dict[str, Any]:
    """What an archive says of itself. Raises Refused."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            entry = tar.next()
            file = tar.extractfile(entry) if entry and entry.name == MANIFEST else None
            found = json.loads(file.read()) if file else None
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Refused(FOREIGN) from error
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise Refused(FOREIGN)
    return found


__all__ = ["DAMAGED", "END", "FOREIGN", "Found", "check", "manifest", "parts"]
