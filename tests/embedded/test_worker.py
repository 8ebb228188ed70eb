"""A worker that was asked to stop is gone soon, whatever it waits for."""

import os
import signal
import subprocess
import sys
import time

import pytest

from community.celery import LAST_SECONDS

pytestmark = pytest.mark.slow

# A worker in its main loop's place: it was asked to stop, and waits for a broker that nobody will start again. Its
# child stands for a process of its pool.
HANGS = """
import subprocess, sys, time
import community.celery
from celery.signals import worker_shutting_down
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
worker_shutting_down.send(sender="worker@here", sig="SIGTERM", how="Warm", exitcode=0)
print(child.pid, flush=True)
time.sleep(60)
"""


def hanging(**environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HANGS],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "community.settings"} | environ,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def is_gone(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_beside_bin_run_it_is_killed_with_its_children() -> None:
    worker = hanging(EMBEDDED="1")
    assert worker.stdout
    child = int(worker.stdout.readline())
    assert worker.wait(LAST_SECONDS + 20) == -signal.SIGKILL
    time.sleep(0.5)
    assert is_gone(child)


def test_elsewhere_whoever_started_it_decides() -> None:
    worker = hanging(EMBEDDED="0")
    assert worker.stdout
    worker.stdout.readline()
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(LAST_SECONDS + 2)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
