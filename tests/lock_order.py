"""Watches every statement of a test run: does each transaction take its locks as docs/decisions/locks.md has it?

Two transactions that take the same two locks in different orders wait for each other sooner or later. A test that
never meets the other one takes the locks all the same, so it stands for every race that it could be part of. What is
seen: at which tables and turns one transaction waits, one after the other. What is not: at which rows.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.signals import connection_created
from django.db.transaction import Atomic

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "decisions" / "locks.md"
# One transaction that fills an empty community: nobody is there to race.
ALONE = "demo/actions"

SELECTED = re.compile(r"FOR (?:NO KEY )?UPDATE(?: OF (?P<of>[\w\", ]+?))?(?P<free> SKIP LOCKED)?\s*\Z")
CHANGED = re.compile(r"(?:\A|\s|\()(UPDATE|DELETE FROM|INSERT INTO) \"?([a-z]+_[a-z_]+)\"?")
NAME = re.compile(r"\"([a-z_]+)\"")
FROM = re.compile(r"FROM \"?([a-z_]+)\"?")

breaches: list[str] = []  # of the test that runs now


def order() -> list[str]:
    """The tables and turns of the page's block, first to last."""
    block = PAGE.read_text().split("```")[1]
    return [name.strip() for line in block.splitlines()[1:] for name in line.split(",") if name.strip()]


class Lock(NamedTuple):
    """A table or turn that a statement locks. `waits`: until whoever holds it is through; `several`: rows, unsorted."""

    name: str
    waits: bool = True
    several: bool = False


def locks_of(sql: str, params: Any, rows: int) -> Iterator[Lock]:
    if "pg_advisory_xact_lock(" in sql:
        yield Lock(f"turn {str(params[0]).split(':')[0]}")
    elif rows:
        if found := SELECTED.search(sql):
            names = NAME.findall(found["of"]) if found["of"] else FROM.findall(sql)[:1]
            yield from (Lock(name, waits=not found["free"]) for name in names)
        for verb, table in CHANGED.findall(sql):
            # A new row is locked as well, but nobody else could hold it.
            yield Lock(table, verb != "INSERT INTO" or "DO UPDATE" in sql, verb != "INSERT INTO" and rows > 1)


class Holding:
    """What one transaction has locked so far."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def take(self, lock: Lock) -> Iterator[str]:
        """Gives a sentence where the lock comes too late, or several rows are locked in no order."""
        ranks = _ranks()
        if lock.name not in ranks or lock.name in self.names:
            return
        late = [name for name in self.names if ranks[name] > ranks[lock.name]]
        if lock.waits and late:
            yield f"{lock.name} is locked after {', '.join(late)}"
        if lock.several and not _hangs_on(lock.name, self.names):
            yield f"several rows of {lock.name} are changed in no order"
        self.names.append(lock.name)


def _ranks() -> dict[str, int]:
    if not _known:
        _known.update({name: rank for rank, name in enumerate(order())})
    return _known


_known: dict[str, int] = {}


def _hangs_on(table: str, held: list[str]) -> bool:
    """Is a row locked on which these rows hang, in their own app? Then their writers have waited there."""
    model = next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
    parents = [field.related_model._meta for field in model._meta.fields if field.related_model]
    return any(parent.db_table in held for parent in parents if parent.app_label == model._meta.app_label)


def watch() -> None:
    """Begins to watch every connection that is made from now on."""
    connection_created.connect(_watch)
    enter = Atomic.__enter__

    def begin(block: Atomic) -> None:
        connection = transaction.get_connection(block.using)
        if not _in_transaction(connection):
            vars(connection)["locks_held"] = Holding()
        enter(block)

    Atomic.__enter__ = begin  # type: ignore[method-assign]


def _watch(connection: Any, **_about: object) -> None:
    if connection.alias == DEFAULT_DB_ALIAS and _see not in connection.execute_wrappers:
        connection.execute_wrappers.append(_see)


def _in_transaction(connection: Any) -> bool:
    """Is one of the code's own open? Those that a test is wrapped in do not count."""
    return any(not block._from_testcase for block in connection.atomic_blocks)


def _see(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    connection = context["connection"]
    if _in_transaction(connection):
        said = sql if isinstance(sql, str) else sql.as_string(connection.connection)
        for lock in locks_of(said, params, context["cursor"].rowcount):
            for sentence in vars(connection)["locks_held"].take(lock):
                if by := _by():
                    breaches.append(f"{sentence}: {by}")
    return result


def _by() -> str:
    """The calls of our own code that led here; nothing where a test itself did it."""
    files = [frame for frame in traceback.extract_stack() if frame.filename.startswith(f"{ROOT}/")]
    ours = [frame for frame in files if not frame.filename.startswith((f"{ROOT}/tests/", f"{ROOT}/.venv/"))]
    if any(ALONE in frame.filename for frame in ours):
        return ""
    return " → ".join(f"{Path(frame.filename).relative_to(ROOT)}:{frame.lineno} {frame.name}" for frame in ours[-6:])
