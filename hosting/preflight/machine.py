"""The machine: room, memory, clock, and the tables of time zones."""

from __future__ import annotations

import ctypes
import shutil
from collections.abc import Iterator
from pathlib import Path

import tzdata
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from hosting.preflight import database
from hosting.preflight.answers import Answer, State, ok
from members.models import Member
from members.zones import known

LEAST_FREE = 500 * 10**6  # bytes, beside what a migration may write anew
LEAST_MEMORY = 300 * 10**6  # bytes still free: a web process and a migration
OLD_YEARS = 2  # of the tables of time zones: some country has changed its clocks since
MEMORY, GROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")


def look() -> Iterator[Answer]:
    yield from (disk(), memory(), kept_clock(), time_zones(), words())


def disk() -> Answer:
    folder = next(path for path in (Path(settings.VAR_DIR), *Path(settings.VAR_DIR).parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    try:
        needed, is_upgrade = LEAST_FREE + database.size(), database.waiting() > 0
    except DatabaseError:
        needed, is_upgrade = LEAST_FREE, True
    said = f"{free // 10**6} MB are free in {folder}."
    if free >= needed:
        return ok("disk", said)
    state = State.STOP if is_upgrade else State.WRONG  # a start that changes nothing may still make room by itself
    return Answer("disk", state, said, f"An upgrade may need {needed // 10**6} MB there: make room.")


def memory() -> Answer:
    free = free_memory()
    if free is None:
        return Answer("memory", State.LOOK, "This system does not say how much is free.")
    said = f"{free // 10**6} MB are free."
    if free < LEAST_MEMORY:
        return Answer("memory", State.WRONG, said, f"Less than {LEAST_MEMORY // 10**6} MB: end something, or add some.")
    return ok("memory", said)


def free_memory() -> int | None:
    """Of the machine or of our own container, whichever is less."""
    found = [value for value in (_of_the_machine(), _of_the_container()) if value is not None]
    return min(found, default=None)


def _of_the_machine() -> int | None:
    try:
        lines = dict(line.split(":", 1) for line in MEMORY.read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return None


def _of_the_container() -> int | None:
    try:
        most, used = ((GROUP / name).read_text().strip() for name in ("memory.max", "memory.current"))
        return None if most == "max" else int(most) - int(used)
    except (OSError, ValueError):
        return None


NOT_SET = 5  # TIME_ERROR of adjtimex(2)


def kept_clock() -> Answer:
    """Does a time server set this machine's clock? The kernel knows."""
    try:
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(256))  # reads: modes are 0
    except (OSError, AttributeError):
        state = -1
    if state == NOT_SET:
        return Answer(
            "time server",
            State.LOOK,
            "Nobody sets this machine's clock.",
            "Codes of an app fail when it is off: use NTP.",
        )
    return ok("time server", "The kernel says that the clock is set." if state >= 0 else "The system does not say.")


def time_zones() -> Answer:
    version = tzdata.IANA_VERSION
    if unknown := sorted(_named() - known()):
        return Answer(
            "tz data", State.WRONG, f"{version} does not know {unknown[0]}, where members live.", "Raise tzdata."
        )
    if timezone.now().year - int(version[:4]) >= OLD_YEARS:
        return Answer("tz data", State.LOOK, f"They are of {version}.", "Take a newer release of Murmuration.")
    return ok("tz data", f"They are of {version}.")


def _named() -> set[str]:
    try:
        return {settings.TIME_ZONE, *Member.objects.order_by().values_list("time_zone", flat=True).distinct()} - {""}
    except DatabaseError:  # nothing was ever migrated
        return {settings.TIME_ZONE}


def words() -> Answer:
    """Does each language speak? Nobody can choose one whose catalogue was not compiled (members/queries/languages.py)."""
    catalogues = [path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/django.po")]
    if silent := sorted(path.parts[-3] for path in catalogues if not path.with_suffix(".mo").exists()):
        said = f"The words of {', '.join(silent)} are not compiled, so nobody can choose these languages."
        return Answer("languages", State.WRONG, said, "Run: python -m community.catalogues compile")
    return ok("languages", f"{', '.join(['en', *sorted(path.parts[-3] for path in catalogues)])} can be chosen.")
