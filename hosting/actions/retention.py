"""Which archives stay: the newest of each of the last days, weeks and months."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hosting.actions.backup import archives
from hosting.refusal import Refused

MADE_AT = re.compile(r"murmuration-(\d{4}-\d\d-\d\dT\d{6})Z\.tar(\.age)?")


class Keep(NamedTuple):
    """How many of each; the newest archive always stays."""

    days: int = 7
    weeks: int = 4
    months: int = 6


def read(text: str) -> Keep:
    """ "7 4 6". Raises Refused."""
    numbers = text.split()
    if len(numbers) != 3 or not all(number.isdigit() for number in numbers):
        raise Refused(
            f"BACKUP_KEEP is not understood: {text!r}. Write three numbers, of days, weeks and months: 7 4 6."
        )
    return Keep(*map(int, numbers))


def made_at(path: Path) -> datetime | None:
    found = MADE_AT.fullmatch(path.name)
    return datetime.strptime(found[1], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC) if found else None


def kept_of(paths: Iterable[Path], keep: Keep) -> set[Path]:
    dated = sorted(((at, path) for path in paths if (at := made_at(path))), reverse=True)
    periods: tuple[tuple[Callable[[datetime], object], int], ...] = (
        (lambda at: at.date(), keep.days),
        (lambda at: at.isocalendar()[:2], keep.weeks),
        (lambda at: (at.year, at.month), keep.months),
    )
    kept = {path for _at, path in dated[:1]}
    for period, count in periods:
        newest: dict[object, Path] = {}
        for at, path in dated:
            newest.setdefault(period(at), path)
        kept |= set(list(newest.values())[:count])
    return kept


def prune(folder: Path, keep: Keep) -> list[Path]:
    """Deletes the others of those that we named; a file of another name is never touched."""
    found = [path for path in archives(folder) if made_at(path)]
    gone = sorted(set(found) - kept_of(found, keep))
    for path in gone:
        path.unlink()
    return gone
