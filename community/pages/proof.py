"""What a page shows, and the one question whose answer changes with all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection, transaction

SECONDS = 3600  # how long a page is kept; it is proved fresh every time, so this bounds memory alone

# What stands in a page, as one text. xmin, the transaction that wrote a row, and ctid, the place to which it wrote it,
# change with every change of the row, whoever makes it.
STATE = """
SELECT concat_ws(' ',
  (SELECT sum(hashtextextended(xmin::text || ctid::text, id)) FROM forum_topic WHERE id = ANY(%s::bigint[])),
  (SELECT sum(hashtextextended(xmin::text || ctid::text, id)) FROM forum_space WHERE id = ANY(%s::bigint[])),
  (SELECT sum(hashtextextended(concat_ws('|', handle, display_name, hue, stage, shows_stage, kind, is_active), id))
     FROM members_member WHERE id = ANY(%s::bigint[])),
  (SELECT xmin::text || ctid::text FROM members_community WHERE id = 1){lists})
"""
PLAIN = STATE.replace("{lists}", "")
LIST = ", (SELECT string_agg(listed.id::text, ',') FROM ({sql}) listed)"


@dataclass
class Shows:
    """What a page shows, by ids, and the lists of ids that it was made from."""

    topics: set[int] = field(default_factory=set)
    spaces: set[int] = field(default_factory=set)
    lists: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    about: tuple[Any, ...] = ()
    seconds: int = SECONDS


@dataclass(frozen=True)
class Kept:
    """A page as it was sent, the question that proves it, and the answer that it was made from."""

    sql: str
    params: tuple[Any, ...]
    state: str
    seconds: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = ""
    nonce: str = ""  # begins the signs in a member's page, where something of its reader belongs
    about: tuple[Any, ...] = ()  # what a member's part in the page is asked by

    def holds(self) -> bool:
        return ask(self.sql, self.params) == self.state

    @property
    def row(self) -> tuple[Any, ...]:
        """Plain values, for the cache: a class would be looked for under the name that it had when it was kept."""
        return astuple(self)

    @cached_property
    def pieces(self) -> list[str]:
        """The body between the places that belong to its reader, and at every second place what belongs there."""
        return re.split(f"{self.nonce}([a-z]+);", self.body.decode())


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads see one moment: page and proof agree. Nothing can be written in it, as a visitor's page must not."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def proof(shown: Shows, people: Iterable[int]) -> Kept:
    sql = STATE.replace("{lists}", "".join(LIST.replace("{sql}", text) for text, _ in shown.lists))
    shown_ids = (_array(shown.topics), _array(shown.spaces), _array(people))
    params = (*shown_ids, *(value for _, more in shown.lists for value in more))
    return Kept(sql, params, ask(sql, params), shown.seconds)


def _array(ids: Iterable[int]) -> str:
    return "{" + ",".join(map(str, sorted(ids))) + "}"


def ask(sql: str, params: tuple[Any, ...]) -> str:
    """The state of what the page shows, now."""
    # The question is its own health check: a second one before it would double the way to the database.
    connection.health_check_done = True  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return str(cursor.fetchone()[0])
