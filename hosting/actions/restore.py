"""Puts an archive back: into a database beside ours, which takes its place when all of it is there and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError

from hosting import database, files
from hosting.actions import proofs, queues, runs
from hosting.actions.backup import check_room
from hosting.actions.filling import fill
from hosting.archive.reading import Found
from hosting.models import Run
from hosting.refusal import Refused
from members.actions.upkeep import note_restored
from notices.actions.restored import hold_back
from uploads.actions import sweep

RESTORING = "_restoring"


def put_back(path: Path, keys: Sequence[Any], *, about: dict[str, Any]) -> Run:
    """`about`: as `looked_through` said. Up to the change of places nothing of ours is touched. Raises Refused."""
    run = Run(kind=Run.Kind.RESTORE, archive=path.name, size=path.stat().st_size)
    try:
        with database.turn():
            _check_room(about)
            _put_back(run, path, keys, about)
    except BaseException as error:
        _note_failure(run, error)
        raise
    return run


def _check_room(about: dict[str, Any]) -> None:
    """Where database and files lie is one disk or two; each is asked for what it would take."""
    check_room(Path(settings.VAR_DIR), about["database"]["bytes"] + about["files"]["bytes"])
    folder = files.room_for(default_storage)
    if folder and folder.is_dir():
        check_room(folder, about["files"]["bytes"])


def _put_back(run: Run, path: Path, keys: Sequence[Any], about: dict[str, Any]) -> None:
    storing = _Storing()
    scratch = database.made(database.beside_name(RESTORING))
    try:
        fill(scratch, path, keys, about=about, take=storing.take)
        with database.pointed_at(scratch):
            _make_ready(run, about, storing)
        queues.empty()
        database.swap(scratch, old=database.name_of_before())
    except BaseException:
        storing.undo()
        database.drop(scratch)
        raise
    queues.empty()


class _Storing:
    """Files are added beside those that are there; of one name they are the same, because names are never used twice."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self._new: list[str] = []

    def take(self, name: str, found: Found) -> None:
        files.check_name(name)
        if default_storage.exists(name):
            if files.sha256(found.pieces()) != files.sha256(files.content(default_storage, name)):
                raise Refused(f"There is a file {name} with another content. Move it away and start again.")
        else:
            self._new.append(name)
            files.save(default_storage, name, found)
        self.there.add(name)

    def undo(self) -> None:
        for name in self._new:
            default_storage.delete(name)


def _make_ready(run: Run, about: dict[str, Any], storing: _Storing) -> None:
    """In the database that is to take the place of ours."""
    proofs.bring_up_to_date()
    proofs.every_file_is_there(storing.there)
    proofs.who_can_sign_in()
    held = hold_back()
    note_restored()
    Run.objects.filter(ended_at=None).delete()  # the backup itself, while it was made
    run.counts = {
        "rows": sum(about["database"]["rows"].values()),
        "tables": len(about["database"]["rows"]),
        "files": len(storing.there),
        "held_back": held,
    }
    words = f"The community is as it was on {_day(about)}. Messages held back: {held}. {proofs.mask_key()}"
    runs.end(run, ok=True, words=words.strip())


def _day(about: dict[str, Any]) -> str:
    return f"{datetime.fromisoformat(about['made_at']).astimezone(UTC):%d %B %Y, %H:%M} UTC"


def _note_failure(run: Run, error: BaseException) -> None:
    run.pk = None
    run._state.adding = True
    try:
        runs.end(run, ok=False, words=runs.sentence(error))
    except DatabaseError:  # there may be no table for it yet
        return


# --- the community of before ------------------------------------------------------------------------------


def undo() -> str:
    """What was there before takes its place again; what was put back is kept in its turn. Raises Refused."""
    with database.turn():
        found = database.kept_from_before()
        if not found:
            raise Refused("Nothing is kept from before a restore.")
        old = database.name_of_before()
        database.swap(found[-1], old=old)
        queues.empty()
    return old


def forget() -> int:
    """What was kept from before goes, with the pictures that only it spoke of. Says how many databases that were."""
    with database.turn():
        found = database.kept_from_before()
        for name in found:
            database.drop(name)
    sweep()
    return len(found)
