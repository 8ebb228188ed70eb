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

from benchmarks import measured

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = "2", "4"  # as bin/run starts them
CONNECTIONS = 8
ROUNDS = 5
SECONDS = 4.0  # of each measurement
MOST = 40_000  # requests of each measurement
START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def server(application: str, port: int, **environ: str) -> Iterator[None]:
    """Granian as bin/run starts it, in a process group of its own."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", WORKERS, "--blocking-threads", THREADS, application]
    settings = {"DEBUG": "0", "DATABASE_CONN_MAX_AGE": "600", "SITE_URL": f"http://127.0.0.1:{port}"}
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


def load(port: int, path: str, cookie: str = "", seconds: float = SECONDS) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.client", str(port), path, str(seconds), str(CONNECTIONS), str(MOST)]
    done = subprocess.run([*command, cookie], cwd=ROOT, check=True, capture_output=True, text=True, timeout=120)
    found: dict[str, float] = json.loads(done.stdout)
    if set(found["statuses"]) != {"200"}:  # type: ignore[call-overload]
        raise RuntimeError(f"{path} answered {found['statuses']}")
    return found


def fetch(port: int, path: str, cookie: str = "") -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return bytes(answer.read())


def measure(rounds: int = ROUNDS, seconds: float = SECONDS) -> dict[str, object]:
    """Requests per second of each page and its share of the bare view's, the median of all rounds."""
    path = measured.topic().get_absolute_url()
    cookie = measured.session_cookie(measured.reader())
    port, bare_port = free_port(), free_port()
    with ExitStack() as running, tempfile.NamedTemporaryFile() as kept:
        running.enter_context(server("community.wsgi:application", port))
        kept.write(fetch(port, path))
        kept.flush()
        bare_environ = {"BENCH_BYTES": kept.name, "DJANGO_SETTINGS_MODULE": ""}
        running.enter_context(server("benchmarks.bare:application", bare_port, **bare_environ))
        pages = {
            "a bare Django view of the same bytes": (bare_port, "/bare/", ""),
            "the topic page for a visitor": (port, path, ""),
            "the topic page for a member": (port, path, cookie),
            "the latest topics for a visitor": (port, "/latest/", ""),
            "the latest topics for a member": (port, "/latest/", cookie),
            "the home page of a member": (port, "/", cookie),
        }
        sizes = {name: len(fetch(*page)) for name, page in pages.items()}
        for page in pages.values():
            load(*page, seconds=1.0)
        rates = [{name: load(*page, seconds=seconds) for name, page in pages.items()} for _ in range(rounds)]
    bare = next(iter(pages))
    return {
        name: {
            "bytes": sizes[name],
            "per_second": statistics.median(found[name]["per_second"] for found in rates),
            "ratio": statistics.median(found[name]["per_second"] / found[bare]["per_second"] for found in rates),
            "ratios": sorted(round(found[name]["per_second"] / found[bare]["per_second"], 3) for found in rates),
            "p95_ms": statistics.median(found[name]["p95_ms"] for found in rates),
        }
        for name in pages
    }
