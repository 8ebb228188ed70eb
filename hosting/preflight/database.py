"""The database: which server, which version of ours last used it, how large it is, whose clock it has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hosting.database import MAY_NOT_MAKE
from hosting.manifests import shipped
from hosting.preflight.answers import Answer, State, ok

OLDEST = 18  # major of PostgreSQL: tests and images have it
SECONDS_APART = 1.0  # open pages are told nothing by tokens that are older, or of tomorrow


def look() -> Iterator[Answer]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Answer("database", State.STOP, f"It cannot be reached: {_first_line(error)}.", "Look at DATABASE_URL.")
        return
    yield from (server(), version(), migrations(), role(), clock())


def server() -> Answer:
    number = connection.connection.info.server_version
    said = f"PostgreSQL {number // 10_000}.{number % 10_000}."
    if number // 10_000 < OLDEST:
        return Answer(
            "server", State.STOP, said, f"Murmuration needs {OLDEST}: docs/operations.md, PostgreSQL's next major."
        )
    return ok("server", said)


def version() -> Answer:
    """A newer version than this one has used the database: what it wrote this one does not understand."""
    if unknown := sorted(applied() - shipped()):
        return Answer(
            "version",
            State.STOP,
            f"A newer Murmuration has used this database (it knows {unknown[0]}).",
            "Start that version again, or restore the backup that was made before it.",
        )
    return ok("version", "The database is of this version, or of an older one.")


def applied() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}


def migrations() -> Answer:
    if count := waiting():
        return Answer("migrations", State.LOOK, f"{count} are to be applied.", "The next start does that.")
    return ok("migrations", "All are applied.")


def waiting() -> int:
    """Migrations of ours that this database has not had."""
    return len(shipped() - applied())


def role() -> Answer:
    found = _one("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
    return ok("role", "It may make databases.") if found else Answer("role", State.LOOK, MAY_NOT_MAKE)


def clock() -> Answer:
    """Where the database has a machine of its own, its clock is another one."""
    before = timezone.now()
    theirs: datetime = _one("SELECT clock_timestamp()")
    apart = abs((theirs - before).total_seconds())
    if apart > SECONDS_APART:
        return Answer(
            "clock", State.WRONG, f"It is {apart:.0f} seconds from the database's.", "Let a time server set both (NTP)."
        )
    return ok("clock", "It is the database's.")


def size() -> int:
    """Bytes of the largest table with its indexes: what a migration that writes it anew needs."""
    ask = "SELECT coalesce(max(pg_total_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'r'"
    return int(_one(ask))


def _one(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
