"""What PostgreSQL writes down when a statement fails: that it failed, and nothing of what stood in it."""

import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import environ
import psycopg
import pytest
import yaml
from psycopg import sql

from community.embedded.place import scratch_place, socket_folder
from community.embedded.postgres import DISCREET, Postgres
from community.embedded.servers import start
from community.env import BASE_DIR
from tests.embedded.running import wait

pytestmark = pytest.mark.slow

WORDS = "I have not opened a letter since March"
TABLE = """
CREATE TABLE post (key text UNIQUE, body text NOT NULL, mask text NOT NULL, length int CHECK (length < 10));
INSERT INTO post VALUES ('taken', 'x', 'x', 1)
"""
FAILING = {
    "a key that is taken": "INSERT INTO post VALUES ('taken', {words}, 'Wren', 1)",
    "a key with the words": "INSERT INTO post SELECT {words}, {words}, 'Wren', 1 FROM generate_series(1, 2)",
    "a check": "INSERT INTO post VALUES ('a', {words}, 'Wren', 99)",
    "nothing where something must be": "INSERT INTO post VALUES ('a', {words}, NULL, 1)",
    "no such column": "INSERT INTO post (nowhere) VALUES ({words})",
    "too slow": "SET statement_timeout = '20ms'; SELECT pg_sleep(5), {words}",
    "no lock": "SET lock_timeout = '20ms'; SELECT {words} FROM pg_advisory_xact_lock(1)",
    "in a function": "DO $$ BEGIN PERFORM 1 / 0 FROM post WHERE body <> {words}; END $$",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with scratch_place() as place, socket_folder(place) as sockets, ExitStack() as stack:
        postgres = Postgres(place, sockets, durable=False)
        start(postgres, [], stack)
        postgres.ensure_database()
        with connected(postgres) as connection:
            connection.execute(TABLE)
        yield postgres


def connected(server: Postgres) -> psycopg.Connection[tuple[object, ...]]:
    made = environ.Env.db_url_config(server.url)
    return psycopg.connect(
        host=made["HOST"], user=made["USER"], password=made["PASSWORD"], dbname=made["NAME"], autocommit=True
    )


def log(server: Postgres) -> str:
    return (server.place.logs / "postgres.log").read_text()


def fail(server: Postgres, statement: str) -> None:
    """Runs it with the words written into it, as Django sends them."""
    with connected(server) as connection, suppress(psycopg.Error):
        connection.execute(sql.SQL(statement).format(words=sql.Literal(WORDS)))
        raise AssertionError("It did not fail.")


@pytest.mark.parametrize("statement", FAILING.values(), ids=FAILING.keys())
def test_a_statement_that_fails_leaves_no_word(server: Postgres, statement: str) -> None:
    before = len(log(server))
    with connected(server) as holder:
        holder.execute("SELECT pg_advisory_lock(1)")
        fail(server, statement)
    told = log(server)[before:]
    assert "ERROR: " in told  # that something failed is not kept back
    assert WORDS[:12] not in told
    assert "STATEMENT" not in told
    assert "DETAIL" not in told


def test_no_line_holds_the_millisecond(server: Postgres) -> None:
    fail(server, FAILING["a check"])
    assert re.search(r"\d\d:\d\d:\d\d", log(server))
    assert not re.search(r"\d\d:\d\d:\d\d\.\d", log(server))


def test_two_that_wait_for_each_other_leave_no_word(server: Postgres) -> None:
    statement = sql.SQL("SELECT pg_advisory_xact_lock({{}}), {words}").format(words=sql.Literal(WORDS)).as_string()
    both_hold = threading.Barrier(2)

    def wait_for(mine: int, other: int) -> None:
        with connected(server) as connection, suppress(psycopg.errors.DeadlockDetected), connection.transaction():
            connection.execute(statement.format(mine))
            both_hold.wait(10)
            connection.execute(statement.format(other))

    pair = [threading.Thread(target=wait_for, args=numbers) for numbers in ((7, 8), (8, 7))]
    for one in pair:
        one.start()
    for one in pair:
        one.join(20)
    assert "deadlock detected" in log(server)
    assert WORDS[:12] not in log(server)


def test_a_process_that_is_killed_leaves_no_word(server: Postgres) -> None:
    """PostgreSQL would say what it was running."""
    numbers: list[int] = []

    def run() -> None:
        with suppress(psycopg.Error), connected(server) as connection:
            numbers.append(connection.info.backend_pid)
            connection.execute(sql.SQL("SELECT pg_sleep(30), {}").format(sql.Literal(WORDS)))

    running = threading.Thread(target=run)
    running.start()
    wait(lambda: is_asleep(server, numbers), 10, lambda: "It does not run.")
    os.kill(numbers[0], signal.SIGKILL)
    running.join(20)
    wait(lambda: "terminated by signal 9" in log(server), 10, lambda: log(server))
    wait(lambda: answers(server), 30, lambda: log(server))
    assert WORDS[:12] not in log(server)


def is_asleep(server: Postgres, numbers: list[int]) -> bool:
    if not numbers:
        return False
    with connected(server) as connection:
        asked = connection.execute("SELECT wait_event FROM pg_stat_activity WHERE pid = %s", numbers).fetchone()
    return asked == ("PgSleep",)


def answers(server: Postgres) -> bool:
    try:
        connected(server).close()
    except psycopg.OperationalError:
        return False
    return True


def test_compose_says_the_same() -> None:
    command = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]["postgres"]["command"]
    assert command == ["postgres", *(f"-c{setting}" for setting in DISCREET)]
