"""Django's `migrate`, that never makes readers wait long: it gives up its place in the queue for a lock and comes again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from psycopg import errors

# Whoever waits for a lock on a table makes everybody wait who comes after: a page waits ten seconds at most.
LOCK_SECONDS = 3
STATEMENT_MINUTES = 30
TRIES = 40
LOST_TRIES = 5  # within some seven seconds: a server that is started again is back by then
PAUSES = (0.5, 5.0)  # seconds: the first, and the longest
ENDED = "57P"  # beginning of PostgreSQL's codes for connections that it ends, or takes none just now
HELD = (
    "Somebody holds a table for so long that no migration could change it. What was done stays done: stop the workers, "
    "or whatever reads there, and start again."
)
GONE = "The database went away and did not come back. What was done stays done: start it, and start again."


class InOneTransaction(MigrationExecutor):
    """Django's own writes a migration down after its transaction where foreign keys or indexes were put off to the end of
    it: killed between the two, it was done and would be done again.
    """

    def apply_migration(self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False) -> Any:
        whole = transaction.atomic(using=self.connection.alias) if migration.atomic else nullcontext()
        with whole:
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--statement-minutes",
            type=float,
            default=STATEMENT_MINUTES,
            help="after which one statement gives up (30); a very large community may need more",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Each migration is one transaction and written down in it: what is done is not done again, whatever ended it."""
        minutes, pause = options.pop("statement_minutes", STATEMENT_MINUTES), PAUSES[0]
        alias = options.get("database") or DEFAULT_DB_ALIAS
        was_there, losses = False, 0
        for tries in range(TRIES, 0, -1):
            try:
                connections[alias].ensure_connection()
                was_there = True
                self._be_quick(alias, minutes)
                with _executed_by(InOneTransaction):
                    super().handle(*args, **options)
                return
            except OperationalError as error:
                is_waiting = isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected)
                if not is_waiting and not (was_there and self._is_lost(error, alias)):
                    raise self._explained(error, minutes) from error
                losses += not is_waiting
                if tries == 1 or losses == LOST_TRIES:
                    raise CommandError(HELD if is_waiting else GONE) from error
            finally:
                self._be_as_before(alias)
            self.stdout.write("  A table is in use, or the connection was lost; once more in a moment.")
            time.sleep(pause)
            pause = min(pause * 1.5, PAUSES[1])

    def _is_lost(self, error: OperationalError, alias: str) -> bool:
        """Has the server ended the connection? What was not written down by then is undone, and begun anew."""
        state = getattr(error.__cause__, "sqlstate", None)  # None: what libpq says itself
        if connections[alias].in_atomic_block or (state and not state.startswith(ENDED)):
            return False
        connections[alias].close()
        return True

    def _be_quick(self, alias: str, minutes: float) -> None:
        self._set(alias, lock_timeout=f"{LOCK_SECONDS}s", statement_timeout=f"{int(minutes * 60_000)}ms")

    def _be_as_before(self, alias: str) -> None:
        with suppress(DatabaseError, InterfaceError):  # it is gone, and what went wrong is told already
            self._set(alias, lock_timeout=None, statement_timeout=None)

    def _set(self, alias: str, **limits: str | None) -> None:
        connection = connections[alias]
        if connection.in_atomic_block and connection.needs_rollback:
            return
        with connection.cursor() as cursor:
            for name, value in limits.items():
                cursor.execute(f"SET {name} = %s", [value]) if value else cursor.execute(f"RESET {name}")

    def _explained(self, error: OperationalError, minutes: float) -> Exception:
        if isinstance(error.__cause__, errors.QueryCanceled):
            return CommandError(
                f"A statement took longer than {minutes:g} minutes and was ended; nothing of its migration is left. "
                "Start again with --statement-minutes and a larger number."
            )
        return error


@contextmanager
def _executed_by(executor: type[MigrationExecutor]) -> Iterator[None]:
    """Django's command names its executor in its module, and takes no other."""
    names = vars(migrate)
    before, names["MigrationExecutor"] = names["MigrationExecutor"], executor
    try:
        yield
    finally:
        names["MigrationExecutor"] = before
