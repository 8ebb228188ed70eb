"""What containers ask themselves: quickly, since a busy machine is no reason to call a process ill."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import yaml

from community.env import BASE_DIR


class Answer(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/healthz"
        server.shutdown()


def check(*words: str) -> subprocess.CompletedProcess[str]:
    """Without the packages: it needs none (-S), and imports nothing that lies beside it (-P)."""
    command = [sys.executable, "-S", "-P", "community/healthcheck.py", *words]
    return subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, env={"PATH": os.defpath})


def test_a_process_that_answers_is_well(web: str) -> None:
    assert check("web", web).returncode == 0
    assert check("live", web).returncode == 0


def test_one_that_refuses_or_is_away_is_not(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Answer, "status", 503)
    assert check("web", web).returncode == 1
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    away = check("web", f"http://127.0.0.1:{port}/healthz")
    assert (away.returncode, away.stderr.startswith("web: ")) == (1, True)


@pytest.mark.parametrize(("age", "ends"), [(None, 1), (0, 0), (500, 0), (700, 1)])
def test_a_beat_is_well_while_it_writes(tmp_path: Path, age: int | None, ends: int) -> None:
    if age is not None:
        schedule = tmp_path / "celerybeat-schedule.db"
        schedule.touch()
        os.utime(schedule, (time.time() - age, time.time() - age))
    assert check("beat", str(tmp_path)).returncode == ends


def test_compose_asks_so() -> None:
    services = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]
    quick = ["CMD", "python", "-P", "community/healthcheck.py"]
    assert services["web"]["healthcheck"]["test"] == [*quick, "web"]
    kept_in = services["beat"]["volumes"][0].split(":")[1]
    assert services["beat"]["healthcheck"]["test"] == [*quick, "beat", kept_in]
