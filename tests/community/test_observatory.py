"""R24: MDN's HTTP Observatory, over TLS, finds nothing to mend in the headers of any kind of page.

With npm it looks at the web server of production behind a front of a few lines; with Caddy 2.7 or newer on the PATH also
behind the proxy as it is shipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from members.models import Member
from tests import make, npm, tls
from tests.community.test_proxy import new_enough
from tests.harness import ROOT, Process, free_port, wait_for
from tests.matrix import MATRIX
from tests.matrix_world import ROLES, World, addresses
from tests.test_matrix import path_of
from tests.web import Web, running_web

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OURS = Path(__file__).parent / "observatory"
HOST = "forum.example.org"
LEAST = 110  # A+ begins at 100
ROLES_ASKED = ("visitor", "author", "admin")
# One word of the process itself, and a picture that only the process of the test has.
NO_PAGES = {"healthz", "uploads:file"}


@pytest.fixture(scope="module")
def observatory() -> Path:
    place = npm.installed(OURS, "observatory")
    for script in ("front.mjs", "scan.mjs"):
        shutil.copy(OURS / script, place)
    # Where it looks names up that browsers know as https alone. Installing it would fetch the list, and ours is on none.
    kept = place / "node_modules" / "@mdn" / "mdn-http-observatory" / "conf" / "hsts-preload.json"
    kept.write_text("{}")
    return place


@dataclass
class Front:
    place: Path
    http: int
    https: int
    authority: Path

    def says_of(self, *paths: str) -> dict[str, Any]:
        env = {"PATH": os.environ["PATH"], "HTTP_PORT": str(self.http), "HTTPS_PORT": str(self.https)}
        env["NODE_EXTRA_CA_CERTS"] = str(self.authority)
        command = ["node", str(self.place / "scan.mjs"), *(HOST + path for path in paths)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr[-3000:]
        said: dict[str, Any] = json.loads(done.stdout)
        return {page.removeprefix(HOST): found for page, found in said.items()}


@contextmanager
def small_front(place: Path, folder: Path, web: Web, **more: str) -> Iterator[Front]:
    front = Front(place, free_port(), free_port(), tls.certificate(folder / "both.pem", HOST))
    env = {"PATH": os.environ["PATH"], "HOST": HOST, "CERTIFICATE": str(front.authority), "WEB_PORT": str(web.port)}
    env |= {"HTTP_PORT": str(front.http), "HTTPS_PORT": str(front.https)} | more
    log = folder / "front.log"
    process = Process("front", ["node", str(place / "front.mjs")], env, log)
    try:
        log.unlink(missing_ok=True)
        process.start()
        wait_for(lambda: "up\n" in log.read_text(), "the front")
        yield front
    finally:
        process.kill()


@contextmanager
def caddy(place: Path, folder: Path, web: Web) -> Iterator[Front]:
    """As it is shipped, with an authority of its own, since the name is nobody's."""
    authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    front = Front(place, free_port(), free_port(), authority)
    config = (ROOT / "docker" / "Caddyfile").read_text()
    ports = f"local_certs\n\tskip_install_trust\n\thttp_port {front.http}\n\thttps_port {front.https}"
    here = {"web:8000": f"127.0.0.1:{web.port}", "admin off": f"admin off\n\t{ports}"}
    here |= {":443 {": f":{front.https} {{", ":80 {": f":{front.http} {{"}
    for shipped, tried in here.items():
        assert shipped in config
        config = config.replace(shipped, tried)
    (folder / "Caddyfile").write_text(config)
    env = os.environ | {"SITE_ADDRESS": HOST, "XDG_DATA_HOME": str(folder), "HOME": str(folder)}
    process = Process("caddy", ["caddy", "run", "--config", str(folder / "Caddyfile")], env, folder / "caddy.log")
    try:
        process.start()
        wait_for(authority.is_file, "Caddy", timeout=20)
        yield front
    finally:
        process.kill()


@contextmanager
def production(folder: Path) -> Iterator[Web]:
    public = {"SITE_URL": f"https://{HOST}", "ALLOWED_HOSTS": HOST, "TRUSTED_PROXY_COUNT": "1"}
    with running_web(folder, **public) as web:
        yield web


def session_of(member: Member) -> str:
    client = Client()
    client.force_login(member)
    return f"__Host-session={client.cookies['session'].value}"


def pages_of(world: World, role: str) -> list[str]:
    """What is there for this role and not for the ones before; and the first page, which everybody has."""
    before = [ROLES.index(other) for other in ROLES_ASKED[: ROLES_ASKED.index(role)]]
    there = {
        name
        for name, (get, _) in MATRIX.items()
        if get[ROLES.index(role)] == "." and not any(get[other] == "." for other in before)
    }
    takes = addresses()
    return [path_of(world, name, takes[name]) for name in sorted(there - NO_PAGES | {"home"})]


def faults(said: dict[str, Any]) -> list[str]:
    """What is below the promise, page by page."""
    found = []
    for path, page in said.items():
        if "error" in page:
            found.append(f"{path} {page['error']}")
            continue
        failed = [f"{name}: {test['result']}" for name, test in page["tests"].items() if not test["pass"]]
        if failed or page["scan"]["grade"] != "A+" or page["scan"]["score"] < LEAST:
            found.append(f"{path} {page['scan']['grade']} {page['scan']['score']} {failed}")
    return found


@pytest.mark.parametrize("role", ROLES_ASKED)
def test_it_finds_nothing_to_mend(observatory: Path, tmp_path: Path, role: str) -> None:
    world = World()
    paths = pages_of(world, role)
    cookie = {} if role == "visitor" else {"COOKIE": session_of(world.role(role))}
    with production(tmp_path) as web, small_front(observatory, tmp_path, web, **cookie) as front:
        said = front.says_of(*paths)
    assert len(said) == len(paths) > 10
    assert faults(said) == []
    led = {
        path: page["tests"]["redirection"]["destination"].removeprefix(f"https://{HOST}") for path, page in said.items()
    }
    assert [path for path in paths if led[path] != path] == []  # to a sign-in page, say


@pytest.mark.skipif(not new_enough(), reason="Caddy is not here")
def test_nor_behind_the_proxy_as_it_is_shipped(observatory: Path, tmp_path: Path) -> None:
    make.community()
    with production(tmp_path) as web, caddy(observatory, tmp_path, web) as front:
        said = front.says_of("/", "/accounts/login/")
    assert {page["scan"]["responseHeaders"]["via"] for page in said.values()} == {"1.1 Caddy"}
    assert faults(said) == []


def test_a_header_that_is_missing_would_be_found(observatory: Path, tmp_path: Path) -> None:
    make.community()
    with production(tmp_path) as web:
        for header in ("content-security-policy", "strict-transport-security", "x-content-type-options"):
            with small_front(observatory, tmp_path, web, WITHOUT=header) as front:
                [fault] = faults(front.says_of("/about/"))
            assert f"{header}: " in fault
