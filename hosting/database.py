"""A snapshot to copy, and databases that change places. docs/decisions/backup.md."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.utils import timezone
from environ import Env
from psycopg import sql
from psycopg.pq import Conninfo

from activity import locks
from hosting.refusal import Refused
from uploads.files import COPIED

BESIDE = "postgres"  # the database from which others are made and renamed; every cluster has it
LONGEST_NAME = 63  # bytes of a name in PostgreSQL
BEFORE, STAMP = "_before_", "%Y%m%dT%H%M%S%f"  # in the name of a database that another one has replaced: since when
MAY_NOT_MAKE = (
    "The database role may not make databases, which putting back and rehearsing need. With docker compose: "
    'docker compose exec postgres psql -U postgres -c "ALTER ROLE murmuration CREATEDB"'
)
SOMEBODY_ELSE = (
    "Somebody is connected to the database with more rights than ours and cannot be sent away. "
    "End that session and start again; nothing was changed."
)
# Others' sessions and PostgreSQL's own workers are not ours to end.
SEND_AWAY = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user"


def parameters(name: str) -> dict[str, Any]:
    """How psycopg reaches a database of our server."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    found = connection.get_connection_params()
    return {key: value for key, value in found.items() if key in known} | {"dbname": name}


def current_name() -> str:
    return str(connection.settings_dict["NAME"])


@contextmanager
def beside() -> Iterator[psycopg.Connection[Any]]:
    """A connection from which our own database can be renamed."""
    with psycopg.connect(**parameters(BESIDE), autocommit=True) as other:
        yield other


@contextmanager
def turn() -> Iterator[None]:
    """One backup, restore or rehearsal at a time. Beside our database, so that it can be renamed. Raises Refused."""
    with beside() as other:
        ask = "SELECT pg_try_advisory_lock(hashtextextended('murmuration.hosting:' || %s, 0))"
        found = other.execute(ask, [current_name()]).fetchone()
        if not found or not found[0]:
            raise Refused("Another backup, restore or rehearsal is running: try again when it has ended.")
        yield


# --- copying -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Snapshot:
    """One moment of the database, for as long as the block lasts, however much is written meanwhile."""

    name: str
    inside: psycopg.Connection[Any]

    def rows(self) -> dict[str, int]:
        return count_rows(self.inside)

    def one(self, query: str) -> Any:
        found = self.inside.execute(query).fetchone()
        return found[0] if found else None

    def column(self, query: str) -> list[Any]:
        return [value for (value,) in self.inside.execute(query)]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    with psycopg.connect(**parameters(current_name())) as inside:
        # Files that are deleted from here on stay until the sweep after this.
        inside.execute(locks.KEEP, [COPIED])
        inside.commit()
        inside.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        inside.read_only = True
        inside.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        found = inside.execute("SELECT pg_export_snapshot()").fetchone()
        assert found
        try:
            yield Snapshot(found[0], inside)
        finally:
            with suppress(psycopg.Error):  # where it is gone, so is what it kept
                inside.rollback()
                inside.execute(locks.LET_GO, [COPIED])


TABLES = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind = 'r' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1, 2
"""


def count_rows(inside: psycopg.Connection[Any]) -> dict[str, int]:
    """Of every table, by counting."""
    counts = {}
    for schema, table in inside.execute(TABLES).fetchall():
        count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        found = inside.execute(count).fetchone()
        counts[f"{schema}.{table}"] = found[0] if found else 0
    return counts


# --- putting back --------------------------------------------------------------------------------------------


def made(name: str) -> str:
    """An empty database beside ours, sorted and encoded as ours; one of that name, left by a run that was cut short, goes
    first. Raises Refused.
    """
    with beside() as other:
        found = other.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datcollate, datctype, datlocale FROM pg_database "
            "WHERE datname = %s",
            [current_name()],
        ).fetchone()
        assert found
        try:
            _drop(other, name)
            other.execute(_create(name, *found))
        except psycopg.errors.InsufficientPrivilege as error:
            raise Refused(MAY_NOT_MAKE) from error
    return name


def _create(name: str, encoding: str, provider: str, collate: str, ctype: str, locale: str | None) -> sql.Composed:
    kinds = {"b": "builtin", "i": "icu", "c": "libc"}
    own = {"b": sql.SQL(" BUILTIN_LOCALE {}"), "i": sql.SQL(" ICU_LOCALE {}")}.get(provider)
    return sql.SQL(
        "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE_PROVIDER {} LC_COLLATE {} LC_CTYPE {}"
    ).format(
        sql.Identifier(name),
        sql.Literal(encoding),
        sql.SQL(kinds[provider]),
        sql.Literal(collate),
        sql.Literal(ctype),
    ) + (own.format(sql.Literal(locale)) if own and locale else sql.SQL(""))


def drop(name: str) -> None:
    """Raises Refused."""
    with beside() as other:
        _drop(other, name)


def _drop(other: psycopg.Connection[Any], name: str) -> None:
    """Those who are connected are sent away, but not by WITH (FORCE): that would end a worker that vacuums there as well,
    which only a superuser may (PostgreSQL 18). A plain DROP asks that worker to go by itself.
    """
    other.execute(SEND_AWAY, [name])
    try:
        other.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    except psycopg.errors.ObjectInUse as error:
        raise Refused(SOMEBODY_ELSE) from error


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Inside the block this process works on that database, and keeps what it reads there from everybody's cache."""
    before, kept = current_name(), caches["default"]
    _point(name)
    caches["default"] = LocMemCache(name, {})
    try:
        yield
    finally:
        caches["default"].clear()
        caches["default"] = kept
        _point(before)


def _point(name: str) -> None:
    _become({"NAME": name})


def version() -> str:
    """The server's own, as people say it: 18.6."""
    connection.ensure_connection()
    number = connection.connection.info.server_version
    return f"{number // 10_000}.{number % 10_000}"


SERVER = ("HOST", "PORT", "USER", "PASSWORD", "NAME")


@contextmanager
def elsewhere(url: str) -> Iterator[None]:
    """Inside the block this process works on another server. Raises Refused."""
    found = Env.db_url_config(url)
    if "postgresql" not in found.get("ENGINE", "") or not found.get("NAME"):
        raise Refused("Write the server as postgres://NAME:PASSWORD@HOST:5432/DATABASE.")
    before = {key: connection.settings_dict[key] for key in SERVER}
    _become({key: found.get(key) or "" for key in SERVER})
    try:
        yield
    finally:
        _become(before)


def _become(place: Mapping[str, Any]) -> None:
    connection.close()
    connection.settings_dict.update(place)


def rows_of(name: str) -> dict[str, int]:
    with psycopg.connect(**parameters(name)) as inside:
        return count_rows(inside)


def swap(new: str, *, old: str) -> None:
    """`new` takes the place of ours, which is called `old` from then on. At once, or not at all: both renamings are one
    transaction, while which nobody can connect and those who had are sent away. Raises Refused.
    """
    own = current_name()
    connection.close()
    with beside() as one, beside() as other:
        sending = threading.Event()
        away = threading.Thread(target=_send_away, args=(other, own, sending), daemon=True)
        try:
            with one.transaction():
                away.start()
                one.execute(_rename(own, old))
                one.execute(_rename(new, own))
        except psycopg.errors.ObjectInUse as error:
            raise Refused(SOMEBODY_ELSE) from error
        except psycopg.errors.InsufficientPrivilege as error:
            raise Refused(MAY_NOT_MAKE) from error
        finally:
            sending.set()
            away.join()


def _rename(one: str, other: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(one), sql.Identifier(other))


def _send_away(other: psycopg.Connection[Any], name: str, done: threading.Event) -> None:
    """PostgreSQL waits five seconds for those who are connected; meanwhile they are asked to go."""
    while not done.wait(0.05):
        other.execute(SEND_AWAY, [name])


def databases(beginning: str) -> list[str]:
    with beside() as other:
        found = other.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [beginning])
        return [name for (name,) in found]


def name_of_before() -> str:
    """Sorted by time, and never used twice."""
    return beside_name(f"{BEFORE}{timezone.now():{STAMP}}")


def kept_from_before() -> list[str]:
    """Databases that ours has replaced, oldest first."""
    return databases(_beginning())


def replaced_at() -> datetime | None:
    """Since when the newest of them is no longer ours. Asked from where we are: every database knows of the others."""
    with connection.cursor() as cursor:
        ask = (
            "SELECT max(substring(datname FROM '[0-9]{8}T[0-9]{12}$')) FROM pg_database WHERE starts_with(datname, %s)"
        )
        cursor.execute(ask, [_beginning()])
        (stamp,) = cursor.fetchone()
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC) if stamp else None


def _beginning() -> str:
    """With which the names of all of them begin. A long name of ours is cut for the stamp's sake."""
    return name_of_before().rpartition("_")[0] + "_"


def beside_name(end: str) -> str:
    """The name of a database beside ours."""
    room = LONGEST_NAME - len(end)
    return current_name().encode()[:room].decode(errors="ignore") + end
