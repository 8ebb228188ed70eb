"""Crawlers that never ask twice: 222 strangers a second over all topics, while members read on."""

from __future__ import annotations

import json
import threading
from typing import Any

import psutil
from django.db import connection

from benchmarks import days, runner

RATE = 222  # a second: 200,000 in fifteen minutes
MEMBERS_RATE = 10  # a second, of two hundred
WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"


def run(minutes: float) -> None:
    """A third of the time each: members alone, strangers alone (who must write nothing), both."""
    third = minutes * 60 / 3
    strangers = [request for part in days.strangers() for request in part]
    day = [request for request in days.a_day(runner.DAY_LENGTH) if request[0] != "answer"]
    port = runner.free_port()
    with runner.server("community.wsgi:application", port):
        alone = runner.crowd(port, day, third, MEMBERS_RATE, again=True)
        before, written = memory(), rows_written()
        crawl = runner.crowd(port, strangers, third, RATE, again=True)
        written = rows_written() - written
        together: dict[str, dict[str, Any]] = {}
        threads = [
            threading.Thread(
                target=lambda: together.update(strangers=runner.crowd(port, strangers, third, RATE, again=True))
            ),
            threading.Thread(
                target=lambda: together.update(members=runner.crowd(port, day, third, MEMBERS_RATE, again=True))
            ),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        after = memory()
    found = {
        "strangers": {name: crawl[name] for name in ("requests", "per_second", "p95_ms", "statuses")},
        "rows written": written,
        "members alone, p95 ms": alone["p95_ms"],
        "members beside strangers, p95 ms": together["members"]["p95_ms"],
        "times": together["members"]["p95_ms"] / alone["p95_ms"],
        "memory of web, MiB, before and after": [before, after],
    }
    print(json.dumps(found, indent=1))


def memory() -> int:
    """Of Granian and its workers, in MiB, what they share counted once."""
    mine = psutil.Process().children(recursive=True)
    return sum(one.memory_full_info().pss for one in mine if "granian" in " ".join(one.cmdline())) // 2**20


def rows_written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WRITTEN)
        return int(cursor.fetchone()[0])
