"""A database goes though PostgreSQL vacuums in it, which it does soon after much was written: after every rehearsal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from community.embedded.place import scratch_place, socket_folder
from community.embedded.postgres import Postgres
from community.embedded.servers import start
from hosting import database
from hosting.refusal import Refused

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SLOWLY = """
CREATE TABLE filled (words text) WITH (
    autovacuum_vacuum_threshold = 1, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1
);
INSERT INTO filled SELECT repeat('x', 500) FROM generate_series(1, 50000);
UPDATE filled SET words = 'y';
"""
# Of whom a role that is no superuser sees only that somebody is there.
WORKS_THERE = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename IS NULL"


@pytest.fixture
def server() -> Iterator[Postgres]:
    """One of the test's own, on which our role is no superuser and autovacuum looks every second."""
    with scratch_place() as place, socket_folder(place) as sockets, ExitStack() as stack:
        postgres = Postgres(place, sockets)
        start(postgres, [], stack)
        postgres.ensure_database()
        with postgres._connect() as superuser:
            superuser.execute("ALTER SYSTEM SET autovacuum_naptime = '1s'")
            superuser.execute("SELECT pg_reload_conf()")
        with database.elsewhere(postgres.url):
            yield postgres


def is_vacuumed(name: str) -> bool:
    with database.beside() as other:
        found = other.execute(WORKS_THERE, [name]).fetchone()
        return bool(found and found[0])


def filled_and_vacuumed() -> str:
    name = database.made(database.beside_name("_filled"))
    with psycopg.connect(**database.parameters(name), autocommit=True) as inside:
        inside.execute(SLOWLY)
    until = time.monotonic() + 60
    while not is_vacuumed(name):
        assert time.monotonic() < until, "autovacuum never came"
        time.sleep(0.1)
    return name


def test_a_database_that_is_vacuumed_is_dropped_and_made_anew(server: Postgres) -> None:
    name = filled_and_vacuumed()
    database.drop(name)
    assert database.databases(name) == []
    name = filled_and_vacuumed()
    assert database.made(name) == name
    assert database.rows_of(name) == {}


def test_while_a_superuser_is_connected_it_is_refused_with_a_sentence(server: Postgres) -> None:
    name = database.made(database.beside_name("_watched"))
    with server._connect(name), pytest.raises(Refused, match="Somebody is connected"):
        database.drop(name)
    assert database.databases(name) == [name]
    database.drop(name)
