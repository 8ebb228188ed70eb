"""Reads a copy that somebody brings along. It comes from outside: nothing in it is believed that was not looked at.

Format: `archive.py`. Read are the record sets that come over (`coming.py`), each checked by the manifest's SHA-256, and
pictures only when they are asked for.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from forum.queries.keyset import EPOCH
from members.rules import NotAllowed
from privacy.archive import MANIFEST, MASKED_FORMAT, MEMBER_FORMAT, VERSION, digest
from privacy.coming import COMES
from privacy.limits import LONGEST_TEXT, MOST_COMMAS, MOST_FILES, MOST_JSON, MOST_PICTURE_BYTES
from writing.pictures import NAME

FOREIGN = gettext_lazy("This is not a copy that Murmuration made. Bring the ZIP file as you took it, not unpacked.")
NOT_WHOLE = gettext_lazy(
    "This copy is not whole, or something in it was changed. Nothing of it was taken: please take a new copy there."
)
MASKED = gettext_lazy(
    "This is the copy of what you wrote without your name. It stays out of here: with your account it would say that it is "
    "yours."
)
NEWER = gettext_lazy("This copy was made by a newer Murmuration than runs here. Nothing of it was taken.")
TOO_LARGE = gettext_lazy("There is more in this copy than can be brought along. Nothing of it was taken.")

OURS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may want any amount of memory for a few bytes
PICTURE = re.compile(rf"pictures/({NAME})\.\w+")
Record = Mapping[str, Any]


class Unreadable(NotAllowed):
    """A sentence for whoever brought it."""


@dataclass
class Copy:
    """Records by the name of their set, in the order of the copy."""

    site: str
    handle: str
    sets: dict[str, list[Record]] = field(default_factory=dict)
    _archive: zipfile.ZipFile | None = None
    _pictures: dict[str, str] = field(default_factory=dict)  # files by the names of pictures

    def of(self, name: str) -> list[Record]:
        return self.sets.get(name, [])

    def pictures(self, names: list[str], most: int) -> Iterator[tuple[str, bytes]]:
        """Those of them that are in the copy, as long as there is room. One that is too large or broken is left out."""
        left = MOST_PICTURE_BYTES
        for name in names:
            if self._archive and name in self._pictures:
                try:
                    content = _read(self._archive, self._pictures[name], min(most, left))
                except Unreadable:
                    continue
                left -= len(content)
                yield name, content


def opened(content: bytes) -> Copy:
    """Raises Unreadable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise Unreadable(FOREIGN) from None
    if len(archive.namelist()) > MOST_FILES:
        raise Unreadable(TOO_LARGE)
    if any(file.compress_type not in OURS for file in archive.infolist()):
        raise Unreadable(FOREIGN)
    if MANIFEST not in archive.namelist():
        raise Unreadable(FOREIGN)
    left = MOST_JSON
    manifest_file = _read(archive, MANIFEST, left)
    about = _json(manifest_file)
    copy = Copy(*_origin(about), _archive=archive, _pictures=_pictures_of(archive))
    left -= len(manifest_file)
    for name, path, told in _files(about):
        found = _read(archive, path, left)
        left -= len(found)
        records = _json(found)
        if digest(found) != told or not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
            raise Unreadable(NOT_WHOLE)
        copy.sets.setdefault(name, []).extend(records)
    return copy


def _origin(about: Any) -> tuple[str, str]:
    """Where the copy is from, and by which handle its member is called there."""
    if not isinstance(about, dict) or about.get("format") not in (MEMBER_FORMAT, MASKED_FORMAT):
        raise Unreadable(FOREIGN)
    if about["format"] == MASKED_FORMAT:
        raise Unreadable(MASKED)
    if not isinstance(about.get("version"), int) or about["version"] > VERSION:
        raise Unreadable(NEWER)
    return text(about, "site", 200), text(about, "handle", 30)


def _files(about: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Of each set that comes over: its name, the path of a file, and the digest that it must have."""
    seen = set()
    try:
        for part in about["record_sets"]:
            for file in part["files"] if part["name"] in COMES else []:
                if file["path"] in seen:  # it would be read as often as it is named
                    raise Unreadable(NOT_WHOLE)
                seen.add(file["path"])
                if file["path"].startswith("data/"):
                    yield part["name"], file["path"], file["sha256"]
    except (KeyError, TypeError, AttributeError):
        raise Unreadable(NOT_WHOLE) from None


def _pictures_of(archive: zipfile.ZipFile) -> dict[str, str]:
    found = map(PICTURE.fullmatch, archive.namelist())
    return {each[1]: each[0] for each in found if each}


def _read(archive: zipfile.ZipFile, path: str, most: int) -> bytes:
    """Unpacks no more than it may hold, whatever the archive says about itself."""
    try:
        with archive.open(path) as file:
            found = file.read(most + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise Unreadable(NOT_WHOLE) from None  # RuntimeError: it is locked by a password
    if len(found) > most:
        raise Unreadable(TOO_LARGE)
    return found


def _json(content: bytes) -> Any:
    if content.count(b",") > MOST_COMMAS:
        raise Unreadable(TOO_LARGE)
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(NOT_WHOLE) from None


# --- what stands in a record ---------------------------------------------------------------------------------


def text(record: Record, name: str, most: int = LONGEST_TEXT) -> str:
    """Words that a database can hold. Raises Unreadable."""
    value = record.get(name) or ""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise Unreadable(NOT_WHOLE)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Unreadable(NOT_WHOLE) from None
    return value


def words(record: Record, name: str, *, count: int, most: int) -> list[str]:
    """A list of short words. Raises Unreadable."""
    value = record.get(name) or []
    if not isinstance(value, list) or len(value) > count:
        raise Unreadable(NOT_WHOLE)
    return [text({"one": one}, "one", most) for one in value]


def time(record: Record, name: str) -> datetime | None:
    """A moment that has been; one to come is taken for now. Raises Unreadable."""
    value = record.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value)
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise Unreadable(NOT_WHOLE) from None
    return max(EPOCH, min(found, timezone.now()))


def number(record: Record, name: str = "id") -> int:
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise Unreadable(NOT_WHOLE)
    return value


def row(record: Record, name: str) -> Record:
    """The other row that a record speaks of: {"id": …, "name": …}. An empty one where it speaks of none."""
    value = record.get(name) or {}
    if not isinstance(value, dict):
        raise Unreadable(NOT_WHOLE)
    return value
