"""Pictures and whatever else lies in Django's default storage, on a disk or elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.core.files.utils import validate_file_name
from django.db import models

from hosting.archive.form import CHUNK
from hosting.archive.reading import Found
from hosting.refusal import Refused
from uploads.files import place
from uploads.models import Stored

BATCH = 1_000  # rows that are looked at together
IN_MEMORY = 8 * 1024 * 1024  # of one file; a larger one goes over the disk


def names(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """Of every file, folder by folder."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored, or the folder went just now
        return
    inside = f"{folder}/" if folder else ""
    yield from (inside + name for name in sorted(files) if name)
    for name in sorted(folders):
        yield from names(storage, inside + name)


def content(storage: Storage, name: str) -> Iterator[bytes]:
    with storage.open(name) as file:
        yield from iter(lambda: file.read(CHUNK), b"")


def sha256(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def save(storage: Storage, name: str, found: Found) -> str:
    """Stores the part under that very name and reads it back. Its SHA-256; raises Refused where it cannot be so."""
    check_name(name)
    with SpooledTemporaryFile(IN_MEMORY) as whole:
        digest = sha256(_copied(found.pieces(), whole))
        whole.seek(0)
        stored = storage.save(name, File(whole, name))
    if stored != name:
        storage.delete(stored)
        raise Refused(f"There is a file called {name} already, and the storage would not take another of that name.")
    if sha256(content(storage, name)) != digest:
        storage.delete(name)
        raise Refused(f"{name} reads otherwise than it was written: the storage is damaged.")
    return digest


def check_name(name: str) -> None:
    try:
        validate_file_name(name, allow_relative_path=True)
    except SuspiciousFileOperation as error:
        raise Refused(f"The archive holds a file that would lie outside its folder: {name!r}.") from error


def _copied(pieces: Iterable[bytes], into: IO[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        into.write(piece)
        yield piece


def room_for(storage: Storage) -> Path | None:
    """The folder that must have room, where the files lie on this machine."""
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def named_in_rows() -> Iterator[tuple[str, str]]:
    """Which files the rows of the database speak of: column and name."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                column = f"{model._meta.label}.{field.name}"
                rows = model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
                yield from ((column, str(name)) for name in rows.iterator(BATCH) if name)
    for stored in Stored.objects.iterator(BATCH):
        yield from (("uploads.Stored.files", place(stored.key, name)) for name in stored.files)
