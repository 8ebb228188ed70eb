"""Crawlers that never ask twice: 222 strangers a second over all topics, while members read on and tasks run."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import psutil
from django.db import connection

from benchmarks import days, runner
from community.embedded.run import BEAT, WORKER

RATE = 222  # a second: 200,000 in fifteen minutes
MEMBERS_RATE = 10  # a second, of two hundred
ALONE_SECONDS = 120  # in which members have the site to themselves
WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"
PROGRAMS = {"web": "community.server", "worker": "worker", "beat": "beat"}  # words of their command lines


def run(minutes: float) -> None:
    """Members alone; then strangers for `minutes`: for the first half alone, and nothing may be written, for the
    second beside the members. Worker and beat come when the counting is over: they write by themselves.
    """
    strangers = [request for part in days.strangers() for request in part]
    day = [request for request in days.a_day(runner.DAY_LENGTH) if request[0] != "answer"]
    half, port = minutes * 30, runner.free_port()
    with ExitStack() as running:
        running.enter_context(runner.server("community.rsgi:application", port))
        alone = runner.crowd(port, day, ALONE_SECONDS, MEMBERS_RATE, again=True)
        sizes, written = [memory()], rows_written()
        crawl = runner.crowd(port, strangers, half, RATE, again=True)
        written = rows_written() - written
        sizes.append(memory())
        running.enter_context(program(WORKER, PROCESS="worker"))
        running.enter_context(program(BEAT, PROCESS="beat"))
        beside = both(port, strangers[len(strangers) // 2 :] + strangers, day, half)
        sizes.append(memory())
    asked = ("requests", "per_second", "p95_ms", "statuses")
    found = {
        "strangers alone": {name: crawl[name] for name in asked},
        "rows written": written,
        "strangers beside members": {name: beside["strangers"][name] for name in asked},
        "members alone": {name: alone[name] for name in asked},
        "members beside strangers": {name: beside["members"][name] for name in asked},
        "times": beside["members"]["p95_ms"] / alone["p95_ms"],
        "MiB before strangers, after half of them, after all": sizes,
    }
    print(json.dumps(found, indent=1))


@contextmanager
def program(command: list[str], **environ: str) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=runner.ROOT, env=os.environ | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def both(port: int, strangers: list[days.Request], day: list[days.Request], seconds: float) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def ask(name: str, requests: list[days.Request], rate: float) -> None:
        found[name] = runner.crowd(port, requests, seconds, rate, again=True)

    crowds = (("strangers", strangers, RATE), ("members", day, MEMBERS_RATE))
    threads = [threading.Thread(target=ask, args=crowd) for crowd in crowds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def memory() -> dict[str, int]:
    """MiB of each program with its children, what they share counted once."""
    found = dict.fromkeys(PROGRAMS, 0)
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            family, words = [process, *process.children(recursive=True)], process.cmdline()
            for name, word in PROGRAMS.items():
                found[name] += sum(one.memory_full_info().pss for one in family) if word in words else 0
    return {name: size // 2**20 for name, size in found.items() if size}


def rows_written() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WRITTEN)
        return int(cursor.fetchone()[0])
