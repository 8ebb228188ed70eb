"""Whose names a page shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_noted: ContextVar[set[int] | None] = ContextVar("noted_people", default=None)


@contextmanager
def noting_people() -> Iterator[set[int]]:
    """Collects the ids of all members whose name is asked for meanwhile: the people whom a page shows.

    A page that is kept in a cache depends on their rows; noted here, none can be forgotten.
    """
    people: set[int] = set()
    token = _noted.set(people)
    try:
        yield people
    finally:
        _noted.reset(token)


def note(person_id: int) -> None:
    """Their name was asked for."""
    people = _noted.get()
    if people is not None:
        people.add(person_id)
