"""The proxy as it is shipped, before the real web server: slow senders stay with the proxy.

Needs Caddy 2.7 or newer on the PATH; docker-compose.yml brings its own.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests import make
from tests.community.test_slow_senders import KINDS, MANY, connected, ended
from tests.harness import ROOT, Process, free_port, wait_for
from tests.web import Web, running_web, send_file


def new_enough() -> bool:
    caddy = shutil.which("caddy")
    if caddy is None:
        return False
    said = subprocess.run([caddy, "version"], capture_output=True, text=True).stdout
    found = re.match(r"v?(\d+)\.(\d+)", said)
    return bool(found) and tuple(map(int, found.groups())) >= (2, 7)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not new_enough(), reason="Caddy is not here"),
]


HASTE = {
    "read_header 10s": "read_header 2s",
    "read_body 60s": "read_body 4s",
    "idle 2m": "idle 4s",
    "duration 30s": "duration 2s",
}


@contextmanager
def proxy(folder: Path, port: int, behind: int) -> Iterator[Web]:
    config = (ROOT / "docker" / "Caddyfile").read_text()
    here = {"web:8000": f"127.0.0.1:{behind}", "servers :80 {": f"servers :{port} {{"}
    for shipped, hasty in (HASTE | here).items():
        assert shipped in config
        config = config.replace(shipped, hasty)
    (folder / "Caddyfile").write_text(config)
    env = os.environ | {"SITE_ADDRESS": f"http://localhost:{port}", "XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    command = ["caddy", "run", "--config", str(folder / "Caddyfile")]
    web = Web(Process("caddy", command, env, folder / "caddy.log"), port, f"localhost:{port}")
    try:
        web.process.start()
        wait_for(lambda: answers(web), "the proxy", timeout=20)
        yield web
    finally:
        web.process.kill()


def answers(here: Web) -> bool:
    assert here.process.is_alive, here.process.log.read_text()[-3000:]
    try:
        return bool(here.ask("/healthz").status)
    except OSError:
        return False


def test_slow_senders_stop_no_reader_behind_the_proxy(tmp_path: Path) -> None:
    topic = make.topic(audience="everyone", space=make.space(visibility="public")).get_absolute_url()
    port = free_port()
    env = {"TRUSTED_PROXY_COUNT": "1", "SITE_URL": f"http://localhost:{port}"}
    with running_web(tmp_path, threads=2, **env) as web, proxy(tmp_path, port, web.port) as here:
        said = {kind: words.replace("Host: localhost", f"Host: {here.host}") for kind, words in KINDS.items()}
        slow = {kind: [connected(here, words) for _ in range(MANY)] for kind, words in said.items()}
        for _ in range(5):
            for path in (topic, "/healthz", "/readyz"):
                answer = here.ask(path, seconds=5)
                assert (answer.status, answer.headers["Via"] or "", bool(answer.text)) == (200, "1.1 Caddy", True)
        assert {kind: ended(connections) for kind, connections in slow.items()} == dict.fromkeys(KINDS, MANY)


def test_while_the_web_process_is_away_the_proxy_says_so(tmp_path: Path) -> None:
    with proxy(tmp_path, free_port(), free_port()) as here:
        began = time.monotonic()
        answer = here.ask("/")
        assert time.monotonic() - began > 1  # it may be starting
    assert (answer.status, answer.headers["Retry-After"]) == (503, "20")
    assert "Back in a moment" in answer.text


def test_a_file_as_large_as_the_settings_allow_comes_through_and_a_larger_one_gets_a_sentence(tmp_path: Path) -> None:
    port = free_port()
    env = {"TRUSTED_PROXY_COUNT": "1", "SITE_URL": f"http://localhost:{port}"}
    with running_web(tmp_path, threads=2, **env) as web, proxy(tmp_path, port, web.port) as here:
        answer = send_file(here, "/pictures/new/", "picture", b"x" * settings.PICTURE_MEGABYTES * 10**6)
        assert answer.status == 302, answer.text  # by the web process: whoever is signed out is asked to sign in
        answer = send_file(here, "/pictures/new/", "picture", b"x" * 4 * settings.PICTURE_MEGABYTES * 10**6)
        assert answer.status == 413
        assert "cannot be sent at once" in answer.text
