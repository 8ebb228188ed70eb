"""An archive, piece by piece: nothing of it is held in memory but the piece in hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

from hosting.archive.form import CHUNK, SUMS, header, padding, seal
from hosting.refusal import Refused

SUMS_IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """`size` is said before the content: a tar needs it first."""

    name: str
    size: int
    pieces: Iterable[bytes]


def part(name: str, content: bytes) -> Part:
    return Part(name, len(content), chunks(BytesIO(content)))


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(CHUNK), b"")


def sealed(parts: Iterable[Part]) -> Iterator[bytes]:
    whole = hashlib.sha256()
    for piece in _summed(parts):
        whole.update(piece)
        yield piece
    yield seal(whole.hexdigest())


def _summed(parts: Iterable[Part]) -> Iterator[bytes]:
    with SpooledTemporaryFile(SUMS_IN_MEMORY) as sums:
        for one in parts:
            digest = hashlib.sha256()
            yield header(one.name, one.size)
            for piece in _whole(one):
                digest.update(piece)
                yield piece
            yield padding(one.size)
            sums.write(sum_line(digest.hexdigest(), one.name))
        size = sums.tell()
        sums.seek(0)
        yield from (header(SUMS, size), *chunks(sums), padding(size))


def _whole(one: Part) -> Iterator[bytes]:
    """The content. Raises Refused unless it is as long as was said."""
    left = one.size
    for piece in one.pieces:
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left:
        raise Refused(f"{one.name} changed while it was copied. Start the backup again.")


def sum_line(digest: str, name: str) -> bytes:
    """As sha256sum writes it, with its escapes."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    mark = "\\" if escaped != name else ""
    return f"{mark}{digest}  {escaped}\n".encode("utf-8", "surrogateescape")
