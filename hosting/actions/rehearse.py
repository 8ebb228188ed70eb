"""Puts an archive back where nobody is, looks at it, and throws it away: a backup that was never tried is a hope."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from hosting import database, files
from hosting.actions import proofs, runs
from hosting.actions.backup import check_room
from hosting.actions.filling import fill, looked_through
from hosting.archive.reading import Found
from hosting.models import Run

REHEARSAL = "_rehearsal"


def rehearse(path: Path, keys: Sequence[Any], *, server: str = "") -> Run:
    """`server`: the address of another one, such as PostgreSQL's next major. Raises Refused where the archive could not be
    put back whole.
    """
    with runs.noted(Run.Kind.REHEARSAL) as run, database.turn():
        run.archive, run.size = path.name, path.stat().st_size
        about = looked_through(path, keys)
        check_room(Path(settings.VAR_DIR), about["database"]["bytes"])
        with database.elsewhere(server) if server else nullcontext():
            run.counts, run.words = _rehearsed(path, keys, about)
    return run


def _rehearsed(path: Path, keys: Sequence[Any], about: dict[str, Any]) -> tuple[dict[str, int], str]:
    scratch = database.made(database.beside_name(REHEARSAL))
    folder = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=settings.VAR_DIR))
    try:
        storing = _Storing(FileSystemStorage(location=folder))
        fill(scratch, path, keys, about=about, take=storing.take)
        with database.pointed_at(scratch):
            return _looked_at(about, storing.there)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        database.drop(scratch)


class _Storing:
    """Each file is written, read back, compared and thrown away, so that a rehearsal needs little room."""

    def __init__(self, storage: FileSystemStorage) -> None:
        self.there: set[str] = set()
        self._storage = storage

    def take(self, name: str, found: Found) -> None:
        files.save(self._storage, name, found)
        self._storage.delete(name)
        self.there.add(name)


def _looked_at(about: dict[str, Any], there: set[str]) -> tuple[dict[str, int], str]:
    proofs.bring_up_to_date()
    named = proofs.every_file_is_there(there)
    able = proofs.who_can_sign_in()
    proofs.search_finds()
    rows, tables = sum(about["database"]["rows"].values()), len(about["database"]["rows"])
    words = (
        f"{rows} rows in {tables} tables and {len(there)} files came back as they were; {able} people could sign in, "
        f"and search finds. Tried on PostgreSQL {database.version()}. {proofs.mask_key()}"
    )
    return {"rows": rows, "tables": tables, "files": len(there), "named": named, "can_sign_in": able}, words.strip()
