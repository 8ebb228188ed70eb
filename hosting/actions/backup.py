"""Makes an archive of a living community: one moment of the database, and every file that it speaks of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import default_storage

from hosting import database, files, manifests, programs
from hosting.actions import runs
from hosting.archive import age, form
from hosting.archive.writing import Part, part, sealed
from hosting.kept_settings import as_lines
from hosting.models import Run
from hosting.refusal import Refused
from members.actions.upkeep import note_backup

NAME = "murmuration-{at:%Y-%m-%dT%H%M%SZ}.tar"
PARTIAL = ".partial"
TRIES = 3  # where files were deleted while they were copied
SPARE = 50 * 10**6  # bytes that stay free beside an archive


class Vanished(Exception):
    """A file was deleted while it was copied; a row of the snapshot may speak of it."""


@dataclass(frozen=True)
class Kept:
    """What an archive holds beside database and files; `secrets` and `keys` go into an encrypted one alone."""

    plain: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, bytes] = field(default_factory=dict)


def back_up(*, to: Path, kept: Kept, recipients: Sequence[str] = ()) -> Run:
    """`to`: a folder, or the archive's own name. Raises Refused."""
    keys = [age.recipient(text) for text in recipients]
    with runs.noted(Run.Kind.BACKUP) as run, database.turn():
        path = _path(to, run.started_at, encrypted=bool(keys))
        _remove_partial(path.parent)
        run.counts = _tried(path, kept, keys)
        run.archive, run.size = path.name, path.stat().st_size
        run.words = f"{run.counts['rows']} rows and {run.counts['files']} files."
    note_backup()
    return run


def _path(to: Path, at: datetime, *, encrypted: bool) -> Path:
    if to.exists() and not to.is_dir():
        raise Refused(f"{to} is there already: choose another name.")
    if to.is_dir() or not to.suffix:
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
        return to / (NAME.format(at=at) + (".age" if encrypted else ""))
    if not to.parent.is_dir():
        raise Refused(f"There is no folder {to.parent}.")
    return to


def _tried(path: Path, kept: Kept, keys: Sequence[Any]) -> dict[str, int]:
    for _ in range(TRIES):
        try:
            return _write(path, kept, keys)
        except Vanished:
            continue
    raise Refused("Files were deleted each time while they were copied. Start the backup again at a quieter hour.")


def _write(path: Path, kept: Kept, keys: Sequence[Any]) -> dict[str, int]:
    """What is listed before the snapshot and gone after it may be spoken of in it, so the list is read twice. A file is
    stored before its row is written, so the second list has every file of the snapshot; one that is longer when it is
    copied was just being stored, and no row of the snapshot speaks of it.
    """
    before = set(files.names())
    with database.snapshot() as moment:
        listed = [(name, _size(name)) for name in files.names()]
        if not before.issubset(name for name, _size_of in listed):
            raise Vanished
        about = manifests.of(moment, listed, secrets=bool(keys))
        check_room(path.parent, about["database"]["tables_bytes"] + about["files"]["bytes"])
        with _partial(path) as file:
            age.write(sealed(_parts(moment, listed, about, kept, bool(keys))), file, keys)
    return {
        "rows": sum(about["database"]["rows"].values()),
        "tables": len(about["database"]["rows"]),
        "files": about["files"]["count"],
        "bytes_of_files": about["files"]["bytes"],
    }


def _size(name: str) -> int:
    try:
        return default_storage.size(name)
    except FileNotFoundError:
        raise Vanished from None


def check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + SPARE:
        raise Refused(
            f"{folder} has {free // 10**6} MB free, and up to {(needed + SPARE) // 10**6} MB may be needed: make room."
        )


def _parts(
    moment: database.Snapshot, listed: list[tuple[str, int]], about: dict[str, Any], kept: Kept, secrets: bool
) -> Iterator[Part]:
    yield part(form.MANIFEST, manifests.as_bytes(about))
    yield part(form.SETTINGS, as_lines(kept.plain))
    if secrets:
        yield part(form.SECRETS, as_lines(kept.secrets))
        yield from (part(form.KEYS + name, content) for name, content in kept.keys.items())
    for number, piece in enumerate(programs.dump(moment), 1):
        yield Part(f"{form.DATABASE}{number:08d}", len(piece), [piece])
    for name, size in listed:
        yield Part(form.FILES + name, size, _content(name, size))


def _content(name: str, size: int) -> Iterator[bytes]:
    """As much as there was when it was listed: what is there more was just being stored."""
    try:
        for piece in files.content(default_storage, name):
            yield piece[:size]
            size -= min(size, len(piece))
    except FileNotFoundError:
        raise Vanished from None


@contextmanager
def _partial(path: Path) -> Iterator[IO[bytes]]:
    """A file that has its name only when all of it is on the disk."""
    new = path.with_name(path.name + PARTIAL)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
        _to_disk(path.parent)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_partial(folder: Path) -> None:
    """What backups left that were killed: nobody else writes one now, and the room may be needed."""
    for left in folder.glob(f"murmuration-*{PARTIAL}"):
        left.unlink(missing_ok=True)


def newest(folder: Path) -> Path:
    """The last archive in a folder. Raises Refused."""
    found = archives(folder)
    if not found:
        raise Refused(f"There is no backup in {folder}.")
    return found[-1]


def archives(folder: Path) -> list[Path]:
    """Those that we named ourselves, oldest first."""
    return sorted([*folder.glob("murmuration-*.tar"), *folder.glob("murmuration-*.tar.age")])
