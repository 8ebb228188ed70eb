"""Starts the production server twice, with the product and with a bare Django view of the same bytes, and measures
both in turn, so that whatever else the machine does touches both alike."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.cache import cache

from benchmarks import days, measured

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = "2", "4"  # as bin/run starts them
CONNECTIONS = 8
ROUNDS = 5
SECONDS = 4.0  # of each measurement
START_SECONDS = 30
CROWD_SECONDS = 20.0  # of each measurement of a crowd, unless all was asked before
DAY_LENGTH = 3000  # requests
SAMPLES = 64  # pages whose bytes the bare view sends in a crowd's turn


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def server(application: str, port: int, **environ: str) -> Iterator[None]:
    """The web server as bin/run starts it, in a process group of its own."""
    command = [sys.executable, "-m", "community.server", "--port", str(port), "--application", application]
    settings = {
        "WEB_WORKERS": WORKERS,
        "WEB_THREADS": THREADS,
        "DEBUG": "0",
        "DATABASE_CONN_MAX_AGE": "600",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    log = Path(tempfile.gettempdir()) / f"bench-{port}.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | settings | environ, stdout=out, stderr=out, start_new_session=True
        )
    try:
        wait_for(port, log)
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def wait_for(port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not start: {log.read_text()[-2000:]}")


def load(port: int, paths: list[str], cookie: str = "", seconds: float = SECONDS) -> dict[str, Any]:
    """One page, or one after the other, again and again."""
    return crowd(port, [("page", path, cookie, "") for path in paths], seconds, again=True)


def fetch(port: int, path: str, cookie: str = "") -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())


def measure(rounds: int = ROUNDS, seconds: float = SECONDS) -> dict[str, object]:
    """Requests per second of each page and of a bare view of its bytes, measured one after the other in each round."""
    path = measured.topic().get_absolute_url()
    cookie = measured.session_cookie(measured.reader())
    pages: dict[str, tuple[list[str], str]] = {
        "topic page, visitor": ([path], ""),
        "topic page, member": ([path], cookie),
        "latest topics, visitor": (["/latest/"], ""),
        "latest topics, member": (["/latest/"], cookie),
        "unanswered, member": (["/unanswered/"], cookie),
        "space, member": ([days.places()["space"]], cookie),
        "tag, member": ([days.places()["tag"]], cookie),
        "home, member": (["/"], cookie),
        "search, member": (days.searches(), cookie),
    }
    port, bare_port = free_port(), free_port()
    with ExitStack() as running:
        running.enter_context(server("community.rsgi:application", port))
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        bytes_of = {name: _kept(folder, port, *page) for name, page in pages.items()}
        sizes = [_average(folder, bare) for bare in bytes_of.values()]
        running.enter_context(
            server("benchmarks.bare:application", bare_port, BENCH_BYTES=str(folder), DJANGO_SETTINGS_MODULE="")
        )
        for name, (addresses, carried) in pages.items():
            load(port, addresses, carried, seconds=1.0)
            load(bare_port, bytes_of[name], seconds=0.5)
        found: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {name: [] for name in pages}
        for _ in range(rounds):
            for name, (addresses, carried) in pages.items():
                bare = load(bare_port, bytes_of[name], seconds=seconds)
                found[name].append((load(port, addresses, carried, seconds=seconds), bare))
    return {name: _figures(pairs, size) for (name, pairs), size in zip(found.items(), sizes, strict=True)}


def _kept(folder: Path, port: int, addresses: list[str], cookie: str) -> list[str]:
    """Where the bare view has the bytes of these pages, one by one."""
    first = len(list(folder.iterdir()))
    for number, address in enumerate(addresses, first):
        (folder / str(number)).write_bytes(fetch(port, address, cookie))
    return [f"/bare/{number}" for number in range(first, first + len(addresses))]


def _average(folder: Path, bare: list[str]) -> int:
    """How long pages are."""
    return sum((folder / path.rpartition("/")[2]).stat().st_size for path in bare) // len(bare)


def _figures(pairs: list[tuple[dict[str, Any], dict[str, Any]]], size: int) -> dict[str, object]:
    ratios = sorted(page["per_second"] / bare["per_second"] for page, bare in pairs)
    return {
        "bytes": size,
        "per_second": statistics.median(page["per_second"] for page, _ in pairs),
        "bare_per_second": statistics.median(bare["per_second"] for _, bare in pairs),
        "ratio": statistics.median(ratios),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "p95_ms": statistics.median(page["p95_ms"] for page, _ in pairs),
    }


def measure_crowds(rounds: int = ROUNDS) -> dict[str, object]:
    """A crawl of strangers and a day of members, each beside a bare view of the same bytes; a new server each time."""
    warm, each_once = days.strangers()
    day = days.a_day(DAY_LENGTH)
    return {
        "topic pages, cold visitor": _crowd(rounds, warm, each_once),
        "a day of members": _crowd(rounds, day[:200], day[200:]),
    }


def _crowd(rounds: int, warm: list[days.Request], asked: list[days.Request]) -> dict[str, object]:
    pairs, size = [], 0
    for _ in range(rounds):
        cache.clear()  # of how much this address did: all that a crowd does comes from one
        port, bare_port = free_port(), free_port()
        with ExitStack() as running:
            folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
            running.enter_context(server("community.rsgi:application", port))
            size = _keep_bytes(folder, port, [request for request in asked if not request[3]][-SAMPLES:])
            bare = {"BENCH_BYTES": str(folder), "DJANGO_SETTINGS_MODULE": ""}
            running.enter_context(server("benchmarks.bare:application", bare_port, **bare))
            plain: list[days.Request] = [("bare", f"/bare/{n % SAMPLES}", "", "") for n in range(len(asked))]
            crowd(port, warm), crowd(bare_port, plain[:200])
            before = crowd(bare_port, plain, seconds=CROWD_SECONDS / 4)
            pairs.append((crowd(port, asked[:-SAMPLES]), before))
    return _figures(pairs, size) | {"each_ms": pairs[-1][0]["each"]}


def _keep_bytes(folder: Path, port: int, requests: list[days.Request]) -> int:
    """What some of the pages look like, for the bare view; says how long they are on average. Not asked for again."""
    for number, (_name, path, cookie, _body) in enumerate(requests):
        (folder / str(number)).write_bytes(fetch(port, path, cookie))
    return sum(file.stat().st_size for file in folder.iterdir()) // len(requests)


def crowd(
    port: int, requests: list[days.Request], seconds: float = CROWD_SECONDS, rate: float = 0, again: bool = False
) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.writelines(json.dumps(request) + "\n" for request in requests)
        file.flush()
        command = [sys.executable, "-m", "benchmarks.client", str(port), str(seconds), str(CONNECTIONS), str(rate)]
        command += [file.name, *(["again"] if again else [])]
        limit = seconds + 60
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=limit)
    found: dict[str, Any] = json.loads(done.stdout)
    if set(found["statuses"]) - {"200", "303"}:
        raise RuntimeError(f"answered {found['statuses']}")
    return found
