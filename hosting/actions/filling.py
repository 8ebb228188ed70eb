"""Fills an empty database and a storage from an archive, and looks whether all of it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from hosting import database, manifests, programs
from hosting.archive import age, form
from hosting.archive.reading import Found, check, manifest, parts
from hosting.refusal import Refused

Take = Callable[[str, Found], None]


def looked_through(path: Path, keys: Sequence[Any]) -> dict[str, Any]:
    """What the archive says of itself, after every byte of it was looked at. Nothing is touched; raises Refused."""
    try:
        with age.opened(path, keys) as stream:
            check(stream)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from error
    with age.opened(path, keys) as stream:
        about = manifest(stream)
    manifests.accept(about)
    return about


def fill(name: str, path: Path, keys: Sequence[Any], *, about: dict[str, Any], take: Take) -> None:
    """Loads the database called so, and gives each file to `take` under its name. Raises Refused unless all came."""
    taken = 0
    with age.opened(path, keys) as stream:
        for kind, group in groupby(parts(stream), _kind):
            if kind == form.DATABASE:
                programs.load(name, _pieces(group))
            elif kind == form.FILES:
                for found in group:
                    take(found.name.removeprefix(form.FILES), found)
                    taken += 1
    if taken != about["files"]["count"]:
        raise Refused(f"The archive speaks of {about['files']['count']} files and holds {taken}.")
    _compare(about["database"]["rows"], database.rows_of(name))


def _kind(found: Found) -> str:
    return next((kind for kind in (form.DATABASE, form.FILES) if found.name.startswith(kind)), "")


def _pieces(group: Iterator[Found]) -> Iterator[bytes]:
    for found in group:
        yield from found.pieces()


def _compare(said: dict[str, int], counted: dict[str, int]) -> None:
    for table in sorted(said.keys() | counted.keys()):
        if said.get(table) != counted.get(table):
            raise Refused(f"{table} had {said.get(table, 'no')} rows, and {counted.get(table, 'none')} came back.")


def take_out(stream: IO[bytes], beginnings: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """The small parts whose names begin so. The rest of the archive is read past."""
    for found in parts(stream):
        if found.name.startswith(beginnings):
            yield found.name, found.content()
