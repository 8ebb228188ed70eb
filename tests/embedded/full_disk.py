"""A small disk that a test fills, and somebody who reads and writes while it is full."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.embedded.running import ROOT, Run
from tests.web import Answer, Web, cookie_of

ROOMY, SPARE = "1200m", 8 * 2**20  # what bin/run asks for; what is left to be filled with a file
WORDS = "The bailiff came on Tuesday.\n\nWhat now?"

# Somebody who is signed in, and a question: their cookie and its address are printed.
PEOPLE = f"""
import sys; sys.path.append({str(ROOT)!r})
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests import make
make.community()
topic = make.topic()
somebody, session = topic.author, SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(somebody.pk), somebody.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.create()
print("made", session.session_key, topic.get_absolute_url())
"""
# PostgreSQL's log of changes needs another file, and there is no room for it: it says so to whoever writes much at once, and
# ends when somebody commits.
CHANGES = """
from contextlib import suppress
from django.db import Error, connection
LOG = "SELECT pg_logical_emit_message(true, 'test', repeat('x', %s))"
with suppress(Error), connection.cursor() as cursor:
    for _ in range(200):  # megabytes: more than PostgreSQL keeps files for
        cursor.execute(LOG, [1_000_000])
with connection.cursor() as cursor:
    for _ in range(1_000):
        cursor.execute(LOG, [10])
"""
WAITING = "from activity.models import Delivery; print('waiting', Delivery.objects.count())"


@dataclass
class SmallDisk:
    path: Path

    @property
    def ballast(self) -> Path:
        return self.path / "ballast"

    def fill(self) -> None:
        self._resize(str(shutil.disk_usage(self.path).used + SPARE))
        with suppress(OSError), self.ballast.open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
        assert shutil.disk_usage(self.path).free < 4096

    def make_room(self) -> None:
        self.ballast.unlink()
        self._resize(ROOMY)

    def _resize(self, size: str) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.path)], check=True)


@contextmanager
def small_disk(path: Path) -> Iterator[SmallDisk]:
    path.mkdir(mode=0o755)
    words = ["mount", "-t", "tmpfs", "-o", f"size={ROOMY},mode=755", "tmpfs", str(path)]
    refused = os.geteuid() != 0 or subprocess.run(words, stderr=subprocess.DEVNULL).returncode
    if refused:
        pytest.skip("no disk can be mounted here: only root may, and not in every container")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


class Somebody:
    """Signed in, with the form for an answer in front of them."""

    def __init__(self, run: Run, made: str) -> None:
        _made, session, self.topic = made.split()
        self.web = Web(None, run.port)
        page = self.web.ask(self.topic, Cookie=f"session={session}")
        self.cookies = f"session={session}; {cookie_of(page, 'csrf')}"
        self.form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))

    def reads(self) -> int:
        return self.web.ask(self.topic, Cookie=self.cookies).status

    def answers(self, body: str) -> Answer:
        where = self.topic.rsplit("/", 2)[0] + "/answers"
        form = urlencode(self.form | {"as": "me", "body": body})
        kind = "application/x-www-form-urlencoded"
        return self.web.ask(where, "POST", form, Cookie=self.cookies, Content_Type=kind)
