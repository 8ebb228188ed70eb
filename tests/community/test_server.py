"""The workers of the web server are forked from a process that has loaded the application already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from community.embedded.run import web_command
from tests.harness import Process, free_port, wait_for
from tests.web import Web

SAYS_WHO_LOADED_IT = """
import os

LOADED_BY = os.getpid()


async def application(scope, protocol):
    protocol.response_str(200, [], f"{LOADED_BY} {os.getpid()} {os.getppid()}")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are not forked")
def test_it_is_loaded_once_for_all_workers(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text(SAYS_WHO_LOADED_IT)
    port = free_port()
    command = [*web_command("127.0.0.1", port), "--application", "said:application"]
    path = os.pathsep.join([str(tmp_path), *sys.path])
    web = Web(Process("web", command, os.environ | {"PYTHONPATH": path}, tmp_path / "web.log"), port)
    try:
        web.process.start()
        wait_for(web.is_up, "the web server")
        loaded_by, worker, parent = web.ask("/").text.split()
        assert loaded_by == parent != worker
    finally:
        web.process.kill()


def test_what_cannot_be_loaded_is_said_and_nothing_listens(tmp_path: Path) -> None:
    command = [*web_command("127.0.0.1", free_port()), "--application", "nobody.wrote_this:application"]
    web = Process("web", command, dict(os.environ), tmp_path / "web.log")
    web.start()
    wait_for(lambda: not web.is_alive, "its end")
    assert "nobody" in web.log.read_text()


def test_nothing_is_connected_before_the_workers_are_there() -> None:
    """What two processes share of a connection, each would break for the other."""
    asked = "import community.rsgi; from django.db import connections; print(connections['default'].connection)"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout.split() == ["None"]
