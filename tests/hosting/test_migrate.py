"""Migrations make nobody wait long, and finish after whatever ended them (R16, R17)."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration

from community.embedded.squawk import BASELINE, since_baseline
from hosting import database, programs
from hosting.management.commands import migrate
from tests import make
from tests.harness import wait_for

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'members_community'::regclass"
ALTERS = "ALTER TABLE members_community ADD COLUMN IF NOT EXISTS probe integer"


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(migrate, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(migrate, "PAUSES", (0.05, 0.1))


@pytest.fixture
def waiting(replaceable, monkeypatch):
    """The migrations of hosting are still to come, and do what a test says in place of what they do."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'hosting'")

    def does(sql: str, *, at_the_end: str = "") -> None:
        def apply(self, state, editor, collect_sql=False):
            if self.name == "0001_initial":
                editor.execute(sql)
                editor.deferred_sql += [at_the_end] if at_the_end else []
            return self.mutate_state(state)

        monkeypatch.setattr(Migration, "apply", apply)

    return does


def limits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        return cursor.fetchone()


def reading():
    """Somebody reads and does not end: whoever wants to change the table waits, and whoever comes after waits for that."""
    own = psycopg.connect(**database.parameters(database.current_name()))
    own.execute("SELECT * FROM members_community")
    return own


def test_it_lets_readers_by_and_comes_again(waiting, quick, capsys) -> None:
    make.community()
    waiting(ALTERS)
    first, waited = reading(), []

    def read() -> None:
        with psycopg.connect(**database.parameters(database.current_name()), autocommit=True) as own:
            wait_for(lambda: own.execute(WAITING).fetchone()[0], "a migration that waits")
            own.execute("SET statement_timeout = '5s'")
            for _ in range(20):
                own.execute("SELECT name FROM members_community")
                waited.append(1)
        first.close()

    reader = threading.Thread(target=read)
    reader.start()
    call_command("migrate", verbosity=0)
    reader.join()
    assert len(waited) == 20
    assert "once more in a moment" in capsys.readouterr().out


def test_it_gives_up_in_the_end_and_says_what_to_do(waiting, quick, monkeypatch) -> None:
    waiting(ALTERS)
    monkeypatch.setattr(migrate, "TRIES", 2)
    first = reading()
    with pytest.raises(CommandError, match="What was done stays done"):
        call_command("migrate", verbosity=0)
    first.close()
    call_command("migrate", verbosity=0)


def test_a_statement_that_takes_too_long_is_ended(waiting) -> None:
    waiting("SELECT pg_sleep(60)")
    with pytest.raises(CommandError, match=r"took longer than 0\.01 minutes"):
        call_command("migrate", verbosity=0, statement_minutes=0.01)


@pytest.mark.django_db
def test_its_limits_end_with_it() -> None:
    before = limits()
    call_command("migrate", verbosity=0)
    assert limits() == before


# --- killed at any statement ---------------------------------------------------------------------------------------


def at_the_baseline():
    """Everything that came since is taken back."""
    ours = {app for app, _name, _path in since_baseline()}
    executor = MigrationExecutor(connection)
    executor.migrate([(app, BASELINE.get(app)) for app in ours])


def killed_when(comes: Callable[[str], bool]) -> bool:
    """A process of its own that migrates, until `kill -9` in place of such a statement. Was it killed?"""
    connection.close()
    child = os.fork()
    if child == 0:

        def look(execute, sql, params, many, context):
            if comes(str(sql)):
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(look):
                call_command("migrate", verbosity=0)
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, -signal.SIGKILL)
    return os.waitstatus_to_exitcode(status) != 0


def after(statements: int) -> Callable[[str], bool]:
    count = itertools.count()
    return lambda _sql: next(count) >= statements


def schema():
    place, environ = programs.reached(database.current_name())
    words = [programs.program("pg_dump"), "--schema-only", "--no-owner", place]
    said = subprocess.run(words, env=environ, capture_output=True, text=True, check=True).stdout
    return sorted(line for line in said.splitlines() if line and not line.startswith(("--", "\\")))


@pytest.mark.slow
def test_killed_at_any_statement_it_finishes_when_it_runs_again(replaceable) -> None:
    whole = schema()
    at_the_baseline()
    assert schema() != whole
    kills = sum(killed_when(after(statements)) for statements in (45, 70))
    assert kills == 2
    assert not killed_when(after(10_000))
    assert schema() == whole


def test_a_connection_that_the_server_ends_is_made_again(waiting, quick, monkeypatch) -> None:
    waiting("CREATE TABLE probe (id integer)")
    be_quick, first = migrate.Command._be_quick, iter([True])

    def lost_once(self, alias, minutes):
        be_quick(self, alias, minutes)
        if next(first, False):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(migrate.Command, "_be_quick", lost_once)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM probe")


def lost(monkeypatch, *, times):
    """The server ends the connection in the middle of a migration."""
    apply, first = Migration.apply, iter([True] * times)

    def applied(self, *args, **how):
        if next(first, False):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return apply(self, *args, **how)

    monkeypatch.setattr(Migration, "apply", applied)


def test_one_that_is_lost_in_the_middle_is_begun_anew(waiting, quick, monkeypatch) -> None:
    waiting("CREATE TABLE probe (id integer)")
    lost(monkeypatch, times=2)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM probe")


def test_a_database_that_stays_away_is_told(waiting, quick, monkeypatch) -> None:
    waiting("SELECT 1")
    monkeypatch.setattr(migrate, "TRIES", 2)
    lost(monkeypatch, times=2)
    with pytest.raises(CommandError, match="did not come back"):
        call_command("migrate", verbosity=0)


def test_one_that_puts_something_off_to_its_end_is_written_down_with_it(waiting) -> None:
    """As foreign keys and indexes of a new table are."""
    waiting("CREATE TABLE probe (id integer)", at_the_end="CREATE INDEX probe_id ON probe (id)")
    assert killed_when(lambda sql: sql.startswith('INSERT INTO "django_migrations"'))
    call_command("migrate", verbosity=0)


@pytest.mark.parametrize("is_whole", [True, False])
def test_one_that_is_no_transaction_would_be_found(waiting, monkeypatch, is_whole) -> None:
    """Killed between what it does and the note of it."""
    waiting("CREATE TABLE probe (id integer)")
    monkeypatch.setattr(Migration, "atomic", is_whole)
    assert killed_when(lambda sql: sql.startswith('INSERT INTO "django_migrations"'))
    if is_whole:
        call_command("migrate", verbosity=0)
    else:
        with pytest.raises(ProgrammingError, match="already exists"):
            call_command("migrate", verbosity=0)
