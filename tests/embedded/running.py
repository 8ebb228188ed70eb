"""A copy of the checkout in which bin/run really runs, and what is left of it afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.sink import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "var", "tests", "benchmarks", "docs", ".*_cache", ".env", ".hypothesis"
)
START_SECONDS = 150
STOP_SECONDS = 40
READY = "Ctrl-C stops it."
# What the machine's own set-up would answer instead of the embedded servers.
FOREIGN = (
    "DJANGO_SETTINGS_MODULE",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "DEBUG",
    "VAR_DIR",
    "EMBEDDED",
    "SITE_URL",
    "PORT",
)


def checkout(target: Path) -> Path:
    shutil.copytree(ROOT, target, ignore=NOT_COPIED, symlinks=True)
    return target


def environ(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**kept, "PYTHONPATH": str(folder), "HOME": str(folder)}


@dataclass
class Run:
    """One bin/run in `folder` (without its first part, which installs packages)."""

    folder: Path
    words: tuple[str, ...] = ("--empty",)
    port: int = field(default_factory=free_port)
    user: int | None = None
    extra: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "community.embedded.run", "--port", str(self.port), *self.words],
            cwd=self.folder,
            env=environ(self.folder) | self.extra,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user is not None else None,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip())

    @property
    def said(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, words: str, seconds: float = START_SECONDS) -> None:
        wait(lambda: words in self.said or self.process.poll() is not None, seconds, lambda: self.said)
        assert words in self.said, self.said

    def wait_ready(self) -> "Run":
        self.wait_for(READY)
        return self

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(sign)
        return self.wait_end()

    def wait_end(self) -> int:
        code = self.process.wait(STOP_SECONDS)
        self._reader.join(5)
        return code


def wait(is_so: Callable[[], bool], seconds: float, what: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, what()
        time.sleep(0.05)


@contextmanager
def running(folder: Path, *words: str, user: int | None = None) -> Iterator[Run]:
    run = Run(folder, words or ("--empty",), user=user)
    try:
        yield run.wait_ready()
    finally:
        if run.process.poll() is None:
            run.stop()


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every process that works in the folder or names it."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [process.cwd(), *process.cmdline()]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(folder) in word for word in words):
            found.append(process)
    return found


def named(folder: Path, name: str) -> psutil.Process:
    """The oldest process of the folder whose command line has this word."""
    return min((p for p in processes_of(folder) if name in p.cmdline()), key=lambda p: p.create_time())
