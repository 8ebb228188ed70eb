"""R26: sqlmap, which breaks into databases by what pages are sent, finds no way in, and finds those that are planted.

Needs its program by the name in MURMURATION_SQLMAP, and an hour: tests/typed/test_in_sql.py runs with all others.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Member
from tests.matrix_world import World
from tests.typed.asking import ROLES_ASKED, TOKEN, Ask, asks
from tests.typed.planted import PLANTED
from tests.web import Web, running_web

SQLMAP = os.environ.get("MURMURATION_SQLMAP", "")
AT_ONCE = 3

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(0),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not SQLMAP, reason="MURMURATION_SQLMAP names no program"),
]

OPTIONS = (
    *("--batch", "--flush-session", "--disable-coloring", "--skip-waf", "--ignore-redirects", "--ignore-code=*"),
    "--answers=refresh=N",  # nor those of a page that leads on by itself
    *("--dbms=PostgreSQL", "--technique=BEUS", "--level=1", "--risk=1", "--time-sec=3"),
)
NOT_FOUND = re.compile("do not appear to be injectable|not able to fingerprint the back-end")
OF_A_PERSON = "abcdefghijklmnopqrstuvwxyzabcdef"  # the token of a form, as good as any other


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with running_web(tmp_path, threads=4, DJANGO_SETTINGS_MODULE="tests.typed.settings") as web:
        yield web


def session_of(member: Member | None) -> str:
    client = Client()
    if member is not None:
        client.force_login(member)
    return "".join(f"; session={client.cookies[name].value}" for name in client.cookies if name == "session")


def as_sent(asked: Ask, web: Web, session: str) -> str:
    """The request on the wire, with a word in each field that its form leaves empty."""
    fields = {
        name: value or ("one@example.org" if "email" in name else "A word or two")
        for name, value in asked.fields.items()
    }
    heads = [f"Host: localhost:{web.port}", f"Cookie: csrf={OF_A_PERSON}{session}"]
    if asked.method == "get":
        return "\r\n".join([f"GET {asked.path}?{urlencode(fields)} HTTP/1.1", *heads, "", ""])
    body = urlencode(fields | {TOKEN: OF_A_PERSON})
    heads += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([f"POST {asked.path} HTTP/1.1", *heads, "", body])


def finds_a_way_in(folder: Path, request: str, fields: list[str]) -> bool:
    """What merely answers differently is no way in; it is one once it has told sqlmap whose database stands behind it."""
    folder.mkdir()
    (folder / "request").write_text(request)
    command = [SQLMAP, "-r", str(folder / "request"), "-p", ",".join(fields), f"--output-dir={folder}", *OPTIONS]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = "back-end DBMS: PostgreSQL" in done.stdout
    assert found or NOT_FOUND.search(done.stdout), done.stdout + done.stderr
    return found


def test_it_finds_what_is_planted(web: Web, tmp_path: Path) -> None:
    world = World()
    told = {"in_quotes": world.author.handle, "as_a_number": str(world.topic.pk), "as_an_order": "id"}
    for view, method in PLANTED.items():
        name = view.__name__
        asked = Ask(name, reverse(view, urlconf="tests.typed.planted"), method, {"planted": told[name]})
        assert finds_a_way_in(tmp_path / name, as_sent(asked, web, ""), ["planted"]), name


@pytest.mark.parametrize("role", ROLES_ASKED)
def test_it_finds_no_other_way_in(web: Web, tmp_path: Path, role: str) -> None:
    world = World()
    session = session_of(world.role(role))

    def way_in(asked: Ask) -> str:
        folder = tmp_path / f"{asked.method} {asked.name}"
        return asked.name if finds_a_way_in(folder, as_sent(asked, web, session), list(asked.fields)) else ""

    found = asks(world, role)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert [name for name in pool.map(way_in, found) if name] == []
    assert len(found) > 10
