"""Processes that we start, watch and stop; each leads a group of its own, so that stopping finds its children.

Nothing is ever ended by name: only what this module started.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from community.embedded.bootstrap import Trouble
from community.embedded.place import ServerUser

PR_SET_PDEATHSIG = 1
LOG_BYTES = 10 * 2**20
KILL_SECONDS = 5

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process of ours. `stop_with`: the signal it takes as "finish your work"; `grace`: seconds for that."""

    name: str
    command: Sequence[str]
    log: Path
    environ: Mapping[str, str]
    cwd: Path
    user: ServerUser | None = None
    stop_with: signal.Signals = signal.SIGTERM
    grace: float = 15
    longest_pause: float = 300  # seconds between two starts, when it ends again and again
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0

    def start(self) -> None:
        self.process, self.started_at = None, time.monotonic()
        turn_over(self.log)
        with self.log.open("ab") as log:
            self.process = spawn(
                self.command,
                environ=self.environ,
                cwd=self.cwd,
                user=self.user,
                output=log.fileno(),
                death_signal=self.stop_with,
            )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_words(self) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 4000))
                lines = log.read().decode(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        return lines[-1][:300] if lines else "nothing"

    def ask_to_stop(self) -> None:
        if self.is_running:
            assert self.process is not None
            self.process.send_signal(self.stop_with)

    def wait_or_kill(self, until: float) -> None:
        """Until that moment (monotonic) it may finish; then it and all that it started are killed."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        self.kill_group()

    def kill_group(self) -> None:
        """Also after its own end: a leader that was killed leaves its children behind."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(KILL_SECONDS)


def spawn(
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    cwd: Path,
    user: ServerUser | None,
    output: int,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def in_child() -> None:
        # A supervisor that is killed cannot stop its servers; the kernel does.
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(
        list(command),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        env=dict(environ),
        start_new_session=True,
        preexec_fn=in_child,
        user=user.uid if user else None,
        group=user.gid if user else None,
        extra_groups=[] if user else None,
    )


def step(
    command: Sequence[str],
    *,
    environ: Mapping[str, str],
    cwd: Path,
    user: ServerUser | None = None,
) -> str:
    """Run one command to its end and return what it said; Trouble with its last line when it fails."""
    read, write = os.pipe()
    try:
        process = spawn(command, environ=environ, cwd=cwd, user=user, output=write)
    finally:
        os.close(write)
    try:
        with os.fdopen(read, "rb") as output:
            said = output.read().decode(errors="replace")
        code = process.wait()
    except BaseException:
        end_group(process)
        raise
    if code:
        lines = said.strip().splitlines() or ["it said nothing"]
        raise Trouble(f"{Path(command[0]).name} did not work: {lines[-1]}")
    return said


def end_group(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(KILL_SECONDS)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def stop_all(children: Sequence[Child]) -> None:
    """All are asked at once; each has its own grace."""
    began = time.monotonic()
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait_or_kill(began + child.grace)


def stop_leftover(pid: int, needle: str, stop_with: signal.Signals) -> None:
    """Stop a server of ours that outlived its supervisor: only if its command line names our own folder."""
    try:
        process = psutil.Process(pid)
        if not any(needle in word for word in process.cmdline()):
            return
        process.send_signal(stop_with)
        process.wait(KILL_SECONDS)
    except psutil.TimeoutExpired:
        process.kill()
    except psutil.Error:
        return


def turn_over(log: Path) -> None:
    """A log begins anew at 10 MB, also while a process appends to it. The one before is kept where there is room."""
    try:
        if log.stat().st_size <= LOG_BYTES:
            return
    except FileNotFoundError:
        return
    before = log.with_suffix(".log.1")
    try:
        shutil.copyfile(log, before)
    except OSError:
        before.unlink(missing_ok=True)
    os.truncate(log, 0)
