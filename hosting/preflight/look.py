"""Everything that is looked at, in the order in which it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from hosting.preflight import database, keys, machine, services
from hosting.preflight.answers import Answer


def look() -> Iterator[Answer]:
    yield from database.look()
    yield from machine.look()
    yield from services.look()
    yield from keys.look()
