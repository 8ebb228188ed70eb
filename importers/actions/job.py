"""What every phase of an import shares: batches, what is known already, and errors that stop one row only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import DatabaseError, transaction

from forum.models import Space
from importers.models import Imported
from importers.progress import Progress
from importers.stackexchange.mapping import BadRow, Site, Summary
from importers.stackexchange.source import Row, rows

T = TypeVar("T")

BATCH = 500  # rows in one transaction: bounds memory, and what a stop in the middle repeats


@dataclass
class Job:
    """One import of one folder. `progress(what, total)` makes the bar of a phase."""

    folder: Path
    site: Site
    space: Space
    progress: Callable[[str, int], Progress]
    summary: Summary = field(default_factory=Summary)

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def batches(self, name: str, what: str, wanted: Callable[[Row], bool] = lambda row: True) -> Iterator[list[Row]]:
        """The rows of one file that are `wanted`, in batches, with a bar."""
        path = self.folder / name
        with self.progress(what, path.stat().st_size) as bar:
            stream = (row for row in rows(path, bar.advance) if wanted(row))
            while batch := list(islice(stream, BATCH)):
                yield batch

    def each(self, what: str, batch: list[Row], take: Callable[[list[Row]], None]) -> None:
        """Takes a batch in one transaction; where the database refuses it, row by row, so that one row cannot stop many."""
        try:
            with transaction.atomic():
                take(batch)
        except DatabaseError:
            for row in batch:
                try:
                    with transaction.atomic():
                        take([row])
                except DatabaseError as error:
                    self.refuse(what, row, str(error).splitlines()[0])

    def refuse(self, what: str, row: Row, why: str) -> None:
        self.summary.errors.append(f"{what} {row.get('Id', '?')}: {why}")

    def parsed(self, what: str, batch: Iterable[Row], parse: Callable[[Row], T]) -> list[tuple[Row, T]]:
        """The rows that `parse` understands; the others become errors of the summary."""
        good = []
        for row in batch:
            try:
                good.append((row, parse(row)))
            except BadRow as error:
                self.refuse(what, row, str(error))
        return good

    def known(self, kind: str, foreign: Iterable[int]) -> dict[int, int]:
        """foreign number → our number, of what has been imported."""
        found = Imported.objects.filter(source=self.site.host, kind=kind, foreign_id__in=set(foreign))
        return dict(found.values_list("foreign_id", "object_id"))

    def remember(self, kind: str, pairs: Iterable[tuple[int, int]]) -> None:
        Imported.objects.bulk_create(
            [Imported(source=self.site.host, kind=kind, foreign_id=theirs, object_id=ours) for theirs, ours in pairs]
        )
