"""Pages of a list by the place of a row, never by counting rows: the one home of every such page and its address.

A cursor names the row at the edge of a page: its time in microseconds, its id, and the direction to go. It comes
from an address, so it may hold anything: what cannot be read means the first page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

NAME = "at"  # of a cursor in an address
PAGE_SIZE = 25  # rows: what a phone scrolls in a minute
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**63 - 1
LARGEST_UUID = 2**128 - 1
LARGEST_TIME = 4_102_444_800_000_000  # microseconds: the year 2100
SPELLING = re.compile(r"([no])([0-9a-z]{1,12})-([0-9a-z]{1,25})", re.ASCII)

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Cursor:
    at: datetime
    id: int
    newer: bool = False

    def __str__(self) -> str:
        micros = (self.at - EPOCH) // timedelta(microseconds=1)
        return f"{'n' if self.newer else 'o'}{_base36(micros)}-{_base36(self.id)}"

    @classmethod
    def read(cls, text: str, largest: int = LARGEST_ID) -> Cursor | None:
        """None for anything that this class did not write. `largest`: of the rows' ids, a UUID's as a number."""
        found = SPELLING.fullmatch(text or "")
        if found is None:
            return None
        micros, number = int(found[2], 36), int(found[3], 36)
        if micros > LARGEST_TIME or number > largest:
            return None
        return cls(EPOCH + timedelta(microseconds=micros), number, found[1] == "n")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page, newest first, and the cursors of its neighbours ("" where there is none).

    `asked` holds the queries that found them, for whoever wants to ask again later whether they still are the same.
    """

    rows: list[Row]
    newer: str = ""
    older: str = ""
    asked: tuple[QuerySet[Row], ...] = ()

    def links(self, kept: str = "") -> dict[str, str]:
        """The addresses of its neighbours, for a template. `kept`: what else of the address holds for them, encoded."""
        before = f"?{kept}&" if kept else "?"
        return {
            "newer": f"{before}{NAME}={self.newer}" if self.newer else "",
            "older": f"{before}{NAME}={self.older}" if self.older else "",
        }


def page(*lists: QuerySet[Row], by: str, at: str = "", size: int = PAGE_SIZE) -> Page[Row]:
    """The page at a cursor of rows ordered by a time, newest first; ties go by id.

    One query for each list given, twice as many at the newest end. Several lists of one model are merged.
    """
    cursor = Cursor.read(at)
    if cursor is not None and cursor.newer:
        found, asked = nearest(lists, cursor, by, size + 1)
        if len(found) > size:
            return _page(found[size - 1 :: -1], by, asked, has_newer=True, has_older=True)
        cursor = None  # fewer than a page: what is newer than that is the first page
    found, asked = nearest(lists, cursor, by, size + 1)
    return _page(found[:size], by, asked, has_newer=cursor is not None, has_older=len(found) > size)


def first_page(found: list[Row], by: str, size: int = PAGE_SIZE) -> Page[Row]:
    """Of the first `size + 1` rows, which somebody has asked for already."""
    return _page(found[:size], by, (), has_newer=False, has_older=len(found) > size)


def nearest(
    lists: Sequence[QuerySet[Row]], cursor: Cursor | None, by: str, count: int
) -> tuple[list[Row], tuple[QuerySet[Row], ...]]:
    """The first `count` rows beyond a cursor in its direction, out of all the lists, and the queries for them."""
    asked = tuple(after(rows, cursor, by)[:count] for rows in lists)
    found = [row for rows in asked for row in rows]
    if len(lists) > 1:
        ascending = cursor is not None and cursor.newer
        found.sort(key=lambda row: (getattr(row, by), row.pk), reverse=not ascending)
    return found[:count], asked


def after(rows: QuerySet[Row], cursor: Cursor | None, by: str) -> QuerySet[Row]:
    """The rows beyond a cursor, nearest first. The plain bound lets the index find the place."""
    if cursor is None:
        return rows.order_by(f"-{by}", "-id")
    order = (by, "id") if cursor.newer else (f"-{by}", "-id")
    return rows.filter(beyond(cursor, by)).order_by(*order)


def beyond(cursor: Cursor, by: str, *, ties: str = "id", id: object = None) -> Q:
    """What stands beyond a cursor. `ties` names the column that tells rows of one time apart, `id` its value there
    where that is no number.
    """
    way = "gt" if cursor.newer else "lt"
    past = Q(**{f"{by}__{way}": cursor.at}) | Q(**{f"{ties}__{way}": cursor.id if id is None else id})
    return past & Q(**{f"{by}__{way}e": cursor.at})


def _page(rows: list[Row], by: str, asked: tuple[QuerySet[Row], ...], *, has_newer: bool, has_older: bool) -> Page[Row]:
    if not rows:
        return Page([], asked=asked)
    first, last = rows[0], rows[-1]
    return Page(
        rows,
        newer=str(Cursor(getattr(first, by), first.pk, newer=True)) if has_newer else "",
        older=str(Cursor(getattr(last, by), last.pk)) if has_older else "",
        asked=asked,
    )


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
