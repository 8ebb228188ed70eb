"""Nobody who should not waits for a database that is silent; whoever may wait, does."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from activity import raw_query
from community.postgres import patience as silence
from community.postgres.base import DatabaseWrapper
from community.postgres.patience import Impatient, limits
from tests.relay import Relay, relay_to_database

pytestmark = pytest.mark.django_db

PATIENCE = 0.3


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    monkeypatch.setattr(silence, "_left_alone_until", 0.0)  # and so again afterwards
    to = connection.settings_dict
    with relay_to_database(to["HOST"], to["PORT"]) as between:
        yield between


def connected(relay: Relay, patience: float | None = PATIENCE, **more: Any) -> Impatient:
    to = connection.settings_dict
    about = {"host": "127.0.0.1", "port": relay.port, "user": to["USER"], "password": to["PASSWORD"]}
    return Impatient.connect(dbname=to["NAME"], patience=patience, autocommit=True, **about, **more)


def by_cursor(made: Impatient) -> object:
    return made.execute("SELECT 1").fetchone()


def past_the_cursor(made: Impatient) -> object:
    made.pgconn.send_query(b"SELECT 1")
    return raw_query.answer_of(made)


@pytest.mark.parametrize("ask", [by_cursor, past_the_cursor])
def test_a_silent_database_is_given_up_and_its_connection_with_it(relay: Relay, ask: Callable[..., object]) -> None:
    made = connected(relay)
    ask(made)
    relay.freeze()
    began = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="the database is silent"):
        ask(made)
    assert PATIENCE <= time.monotonic() - began < PATIENCE + 2
    assert made.closed


def test_for_a_while_nobody_else_of_the_process_tries(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    made = connected(relay)
    relay.freeze()
    with pytest.raises(psycopg.OperationalError):
        by_cursor(made)
    relay.thaw()
    with pytest.raises(psycopg.OperationalError, match="silent"):
        connected(relay)
    assert by_cursor(connected(relay, patience=None)) == (1,)  # a migration tries whatever others found
    monkeypatch.setattr(silence, "_left_alone_until", 0.0)
    assert by_cursor(connected(relay)) == (1,)


def test_a_database_that_lets_nobody_in_is_left_alone_too(relay: Relay) -> None:
    relay.freeze()
    with pytest.raises(psycopg.errors.ConnectionTimeout):
        connected(relay, connect_timeout=2)
    with pytest.raises(psycopg.OperationalError, match="silent"):
        connected(relay)


def test_without_patience_one_waits(relay: Relay) -> None:
    made = connected(relay, patience=None)
    assert made.execute("SELECT pg_sleep(0.6), 1").fetchone() == ("", 1)


def test_an_error_that_the_database_tells_costs_no_connection(relay: Relay) -> None:
    made = connected(relay, options=limits(PATIENCE))
    with pytest.raises(psycopg.errors.QueryCanceled):
        made.execute("SELECT pg_sleep(5)")
    assert by_cursor(made) == (1,)
    assert by_cursor(connected(relay)) == (1,)


def test_limits_are_a_little_shorter_than_the_patience(relay: Relay) -> None:
    made = connected(relay, options=limits(10))
    assert made.execute("SHOW statement_timeout").fetchone() == ("8s",)
    assert made.execute("SHOW lock_timeout").fetchone() == ("4s",)
    assert made.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("24s",)


def test_django_connects_in_this_way() -> None:
    assert isinstance(connections[DEFAULT_DB_ALIAS], DatabaseWrapper)
    connection.ensure_connection()
    assert isinstance(connection.connection, Impatient)
    assert connection.connection.patience is None  # the tests are no process of the installation
