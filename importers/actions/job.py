"""What every phase of an import shares: batches, what is known already, and refusals that stop one row only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import DatabaseError, connection, transaction

from forum.models import Space
from importers.models import Imported
from importers.progress import Progress
from importers.stackexchange.links import Site
from importers.stackexchange.mapping import BadRow
from importers.stackexchange.source import Row, rows
from importers.summary import Summary

T = TypeVar("T")

BATCH = 500  # rows in one transaction: bounds memory, and what a stop in the middle repeats
LONGEST_REASON = 200  # characters of what the database says about a row: some of it is the row itself


@dataclass
class Job:
    """One import of one folder. `progress(what, total)` makes the bar of a phase; `told` hears of each refused row."""

    folder: Path
    site: Site
    space: Callable[[], Space]
    progress: Callable[[str, int], Progress]
    told: Callable[[str], None] = lambda sentence: None
    summary: Summary = field(default_factory=Summary)
    passed: set[str] = field(default_factory=set)  # files read to their end
    not_taken: set[int] = field(default_factory=set)  # numbers of posts that are left out: tag wikis, deleted ones

    def has(self, name: str) -> bool:
        return (self.folder / name).is_file()

    def batches(self, name: str, what: str, wanted: Callable[[Row], bool] = lambda row: True) -> Iterator[list[Row]]:
        """The rows of one file that are `wanted`, in batches, with a bar. Broken ones are told of the first time."""
        path = self.folder / name
        told = self._broken(name) if name not in self.passed else lambda number, why: None
        with self.progress(what, path.stat().st_size) as bar:
            stream = (row for row in rows(path, bar.advance, told) if wanted(row))
            while batch := list(islice(stream, BATCH)):
                yield batch
                self._take_down()
        self._take_down()
        self.passed.add(name)

    def _broken(self, name: str) -> Callable[[str, str], None]:
        return lambda number, why: self.summary.refuse(f"row {number} of {name}: {why}")

    def _take_down(self) -> None:
        for sentence in self.summary.taken_down():
            self.told(sentence)

    def each(self, what: str, batch: list[Row], take: Callable[[list[Row]], None]) -> None:
        """Takes a batch in one transaction; of one that the database refuses, each half: one row cannot stop many."""
        before = self.summary.copy()
        try:
            with transaction.atomic():
                take(batch)
        except (DatabaseError, ValueError, OverflowError) as error:
            if isinstance(error, DatabaseError) and not connection.is_usable():
                raise
            self.summary = before
            if len(batch) == 1:
                self.refuse(what, batch[0], str(error).partition("\n")[0][:LONGEST_REASON])
                return
            middle = len(batch) // 2
            self.each(what, batch[:middle], take)
            self.each(what, batch[middle:], take)

    def refuse(self, what: str, row: Row, why: str) -> None:
        self.summary.refuse(f"{what} {row.get('Id', 'without a number')[:40]}: {why}")

    def parsed(self, what: str, batch: Iterable[Row], parse: Callable[[Row], T]) -> list[tuple[Row, T]]:
        """The rows that `parse` understands; the others are refused. Of two rows with one number the first counts."""
        good: dict[str, tuple[Row, T]] = {}
        for row in batch:
            try:
                one = parse(row)
            except BadRow as error:
                self.refuse(what, row, str(error))
                continue
            if good.setdefault(row.get("Id", ""), (row, one))[0] is not row:
                self.refuse(what, row, "another row has this number")
        return list(good.values())

    def known(self, kind: str, foreign: Iterable[int]) -> dict[int, int]:
        """foreign number → our number, of what has been imported."""
        found = Imported.objects.filter(source=self.site.host, kind=kind, foreign_id__in=set(foreign))
        return dict(found.values_list("foreign_id", "object_id"))

    def remember(self, kind: str, pairs: Iterable[tuple[int, int]]) -> None:
        Imported.objects.bulk_create(
            [Imported(source=self.site.host, kind=kind, foreign_id=theirs, object_id=ours) for theirs, ours in pairs]
        )

    def pages(self, kind: str) -> Iterator[list[tuple[int, int]]]:
        """(foreign number, our number) of all that has been imported of a kind, page by page."""
        found, last = Imported.objects.filter(source=self.site.host, kind=kind).order_by("foreign_id"), None
        while page := list(
            (found if last is None else found.filter(foreign_id__gt=last)).values_list("foreign_id", "object_id")[
                :BATCH
            ]
        ):
            last = page[-1][0]
            yield page
