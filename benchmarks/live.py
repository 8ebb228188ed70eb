"""The process that speaks to open pages, with so many of them open: what it weighs, what it takes, how late news is.

Each page is a connection of its own on loopback; half of them have one topic open. Prints one JSON line.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
from redis import Redis

from community.server import allow_files
from live import CHANNEL, tokens

HOST = "127.0.0.1"
QUIET_SECONDS = 60.0
EVENTS = 20
TOPIC = "t1"


def run(count: int) -> None:
    key, redis_url = os.environ["SECRET_KEY"], os.environ["REDIS_URL"]
    allow_files()
    with process() as (leader, port):
        print(json.dumps(asyncio.run(measure(leader, port, count, key, Redis.from_url(redis_url)))))


@contextmanager
def process() -> Iterator[tuple[psutil.Process, int]]:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    started = subprocess.Popen([sys.executable, "-m", "live.server", "--port", str(port)])
    try:
        time.sleep(3)
        yield psutil.Process(started.pid), port
    finally:
        started.terminate()
        started.wait(20)


async def measure(leader: psutil.Process, port: int, count: int, key: str, valkey: Redis) -> dict[str, Any]:
    empty = weight(leader)
    arrived: asyncio.Queue[float] = asyncio.Queue()
    pages = [await open_page(port, key, number, arrived) for number in range(count)]
    full, before = weight(leader), seconds_of(leader)
    await asyncio.sleep(QUIET_SECONDS)
    quiet = (seconds_of(leader) - before) / QUIET_SECONDS
    one = [await heard(valkey, f"say {name_of(0, key)} bell", 1, arrived) for _ in range(EVENTS)]
    before = seconds_of(leader)
    many = [await heard(valkey, f"say {TOPIC} post 1", count // 2, arrived) for _ in range(EVENTS)]
    busy = (seconds_of(leader) - before) / EVENTS
    said = {
        "pages": count,
        "MiB": {"empty": empty, "with all": full, "after the events": weight(leader)},
        "share of a core while quiet": round(quiet, 4),
        "ms to one page": spread(one),
        f"ms until the last of {count // 2}": spread(many),
        "CPU ms of an event to them": round(busy * 1000, 1),
    }
    for page in pages:
        page.cancel()
    return said


def name_of(number: int, key: str) -> str:
    return tokens.person_channel(number, key)


async def open_page(port: int, key: str, number: int, arrived: asyncio.Queue[float]) -> asyncio.Task[None]:
    topic = TOPIC if number % 2 else ""
    token = tokens.make(person=name_of(number, key), topic=topic, key=key, made_at=time.time())
    reader, writer = await asyncio.open_connection(HOST, port, limit=2048)
    writer.write(f"GET /live/stream?token={token} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    if b"200" not in await reader.readline():
        raise SystemExit("a page was refused")
    return asyncio.create_task(listen(reader, writer, arrived))


async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, arrived: asyncio.Queue[float]) -> None:
    try:
        while line := await reader.readline():
            if line.startswith(b"event:"):
                arrived.put_nowait(time.perf_counter())
    finally:
        writer.close()


async def heard(valkey: Redis, message: str, by: int, arrived: asyncio.Queue[float]) -> float:
    began = time.perf_counter()
    valkey.publish(CHANNEL, message)
    for _ in range(by):
        last = await asyncio.wait_for(arrived.get(), 30)
    return (last - began) * 1000


def family(leader: psutil.Process) -> list[psutil.Process]:
    return [leader, *leader.children(recursive=True)]


def weight(leader: psutil.Process) -> dict[str, float]:
    """RSS counts what the two processes share twice, PSS once."""
    found = [one.memory_full_info() for one in family(leader)]
    return {name: round(sum(getattr(one, name) for one in found) / 2**20, 1) for name in ("rss", "pss")}


def seconds_of(leader: psutil.Process) -> float:
    return sum(sum(one.cpu_times()[:2]) for one in family(leader))


def spread(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 1), "most": round(max(values), 1)}
