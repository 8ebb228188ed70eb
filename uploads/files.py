"""Where the files of pictures lie: on disk, or with a service that speaks S3. Nothing is ever served from there as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from masks.hours import hour_of
from members.rules import NotAllowed

log = structlog.get_logger("uploads")

FOLDER = "pictures"
COPIED = "uploads.files"  # kept by whoever copies all of them (hosting/database.py)


class Away(NotAllowed):
    """The service that keeps them does not answer."""

    status = 503
    retry_after = 20


@contextmanager
def reaching() -> Iterator[None]:
    """What a library says of a service that is away becomes a sentence. It is loaded only where there is a service."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("botocore", "boto3", "s3transfer"):
            raise
        log.warning("uploads.away", error=type(error).__name__)
        raise Away(_("The pictures cannot be reached right now. Please try again in a moment.")) from None


def storage() -> Storage:
    return default_storage


def place(key: str, name: str) -> str:
    return f"{FOLDER}/{key[:2]}/{key}-{name}"


def keep(key: str, files: Mapping[str, bytes]) -> None:
    """All of them, or, where that fails, none."""
    try:
        for name, content in files.items():
            with reaching():
                storage().save(place(key, name), ContentFile(content))
            _hide_minute(place(key, name))
    except BaseException as error:
        if not isinstance(error, Away):  # what it has got is swept later
            remove(key, files)
        raise


def _hide_minute(path: str) -> None:
    """The time of a file is its hour, as that of a masked row; where somebody else keeps it, that is not ours to say."""
    try:
        full = storage().path(path)
    except NotImplementedError:
        return
    hour = hour_of(timezone.now()).timestamp()
    os.utime(full, (hour, hour))


def read(key: str, name: str) -> bytes:
    """Raises FileNotFoundError."""
    with reaching(), storage().open(place(key, name)) as file:
        content: bytes = file.read()
    return content


def _never() -> datetime | None:
    return None


_replaced_at = _never


def ask_when_replaced(ask: Callable[[], datetime | None]) -> None:
    """`ask` says when a restore replaced a community that is still kept: it speaks of files that this one may not know."""
    global _replaced_at
    _replaced_at = ask


def remove(key: str, names: Collection[str]) -> bool:
    """Says whether they are gone. While a backup copies them they stay, and older ones for as long as a community is kept
    that may speak of them: they go with a later sweep.
    """
    with locks.unless_held(COPIED) as is_free, reaching():
        before = _replaced_at() if is_free else None
        is_kept = not is_free or (before is not None and any(_is_older(place(key, name), before) for name in names))
        for name in () if is_kept else names:
            storage().delete(place(key, name))
    return not is_kept


def _is_older(path: str, moment: datetime) -> bool:
    return storage().exists(path) and _hour_of(path) < moment


def all_kept() -> Iterator[tuple[str, list[str]]]:
    """Each key with the names of its files."""
    folders, _files = storage().listdir(FOLDER) if _is_there() else ([], [])
    for folder in sorted(folders):
        found: dict[str, list[str]] = {}
        for file in storage().listdir(f"{FOLDER}/{folder}")[1]:
            key, _dash, name = file.partition("-")
            found.setdefault(key, []).append(name)
        yield from found.items()


def _is_there() -> bool:
    """Before the first picture there is no folder."""
    try:
        return os.path.isdir(storage().path(FOLDER))
    except NotImplementedError:
        return True


def hour_kept(key: str, names: list[str]) -> datetime:
    return _hour_of(place(key, names[0]))


def _hour_of(path: str) -> datetime:
    return storage().get_modified_time(path).astimezone(UTC)
