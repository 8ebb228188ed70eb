"""Many at the same moment, each in a thread and a connection of its own, and what PostgreSQL says of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event
from typing import TypeVar

from django.db import connection

from activity import deliver
from activity.models import Delivery
from tests.harness import wait_for

Answer = TypeVar("Answer")


def at_once(calls: list[Callable[[], Answer]]) -> list[Answer | Exception]:
    """What each call gave, or what it raised. They begin together."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Answer]) -> Answer | Exception:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


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
