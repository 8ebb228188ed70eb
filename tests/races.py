"""Many at the same moment, each in a thread and a connection of its own, and what PostgreSQL says of it afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any, TypeVar

from django.db import connection, connections

from activity import deliver
from activity.models import Delivery
from tests.harness import wait_for

Answer = TypeVar("Answer")
SECONDS = 20  # for all of them to be ready to begin


def at_once(
    calls: Sequence[Callable[[], Answer]], *, refusals: tuple[type[Exception], ...] = ()
) -> list[Answer | Exception]:
    """What each call gave. They begin together.

    One of the `refusals` is an outcome like any other; every other exception fails the test.
    """
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer | Exception:
        try:
            barrier.wait(SECONDS)
            return call()
        except refusals as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def kinds(outcomes: list[Any]) -> dict[str, int]:
    """How many there are of each type: {"Decision": 1, "AlreadyDecided": 7}."""
    return dict(Counter(type(outcome).__name__ for outcome in outcomes))


@contextmanager
def working(workers: int) -> Iterator[None]:
    """Beside what happens in it, so many workers deliver what the ledger has to say, until nothing is left."""
    done = Event()

    def work() -> None:
        try:
            while not (done.is_set() and not Delivery.objects.filter(attempts=0).exists()):
                for event_id, handler in Delivery.objects.filter(attempts=0).values_list("event_id", "handler")[:20]:
                    deliver.deliver(event_id=event_id, handler=handler)
                done.wait(0.02)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(work) for _ in range(workers)]
        try:
            yield
        finally:
            done.set()
            for one in running:
                one.result()


def deadlocks(*, but: frozenset[int] = frozenset()) -> int:
    """How many PostgreSQL has ended in this database. A connection says so when it is closed, so those that were made
    since are waited for; `but` are older ones, of a browser's server perhaps, which have said what they had to say.
    """
    wait_for(lambda: not others() - but, "the other connections to end")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_stat_clear_snapshot(), deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
        return cursor.fetchone()[1]


def others() -> frozenset[int]:
    """The processes of the server that serve somebody else here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return frozenset(pid for (pid,) in cursor.fetchall())
