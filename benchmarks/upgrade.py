"""An upgrade under people: from an older commit with its data to this checkout, while some read and one writes.

As `bin/upgrade` does it: the old web process goes on while the new version migrates, then one ends and the other starts.
Whoever comes between waits as long as the proxy of docker-compose.yml lets them (30 s), and no longer.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.runner import ROOT, free_port
from hosting import database

PATIENCE = 30.0  # seconds: lb_try_duration of docker/Caddyfile
READERS = 4
LONGEST_STOP = 30.0  # seconds in which nobody could write
TOKEN = "b" * 32
# In the old version: so many who write under a post of the demo that none of them comes to a limit, and where readers go.
WHO = """
import django, json; django.setup()
from benchmarks.commenters import somebody
from benchmarks.measured import session_cookie
from forum.models import Post, Topic
people = [somebody() for _ in range(80)]
topics = Topic.objects.filter(status="visible", space__visibility="public").order_by("pk")[:5]
post = Post.objects.filter(topic=topics[0], status="visible").order_by("-position").first()
print(json.dumps({"cookies": [session_cookie(one) for one in people], "post": post.pk,
                  "paths": ["/", "/about/", *(one.get_absolute_url() for one in topics)]}))
"""


class People:
    """Those who read and write all the time; what they were answered, and when somebody last could write."""

    def __init__(self, port: int, found: dict[str, object]) -> None:
        self.port, self.found = port, found
        self.read: Counter[int] = Counter()
        self.wrote: Counter[int] = Counter()
        self.longest = self.waited = 0.0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._read) for _ in range(READERS)]
        self.threads.append(threading.Thread(target=self._write))

    def __enter__(self) -> People:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _read(self) -> None:
        paths = self.found["paths"]
        number = 0
        while not self.over.is_set():
            number += 1
            self.read[self._ask("GET", paths[number % len(paths)])] += 1

    def _write(self) -> None:
        last, cookies = time.monotonic(), self.found["cookies"]
        number = 0
        while not self.over.wait(0.5):
            number += 1
            words = {"body": f"How long did that take? ({number})", "as": "me", "submit_key": str(uuid4())}
            cookie = cookies[number % len(cookies)]
            status = self._ask("POST", f"/p/{self.found['post']}/comments/", urlencode(words), cookie)
            self.wrote[status] += 1
            if status == 303:
                self.longest, last = max(self.longest, time.monotonic() - last), time.monotonic()

    def _ask(self, method: str, path: str, body: str | None = None, cookie: str = "") -> int:
        """As through the proxy: where nobody listens it tries again for a while. 0: nobody came."""
        headers = {"Cookie": cookie, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            try:
                here = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                here.connect()
            except OSError:
                time.sleep(0.1)
                continue
            try:
                here.request(method, path, body, headers if cookie else {})
                return here.getresponse().status
            except (OSError, http.client.HTTPException):
                if method == "POST":
                    return 0
            finally:
                here.close()
                self.waited = max(self.waited, time.monotonic() - began)
        return 0


@contextmanager
def checkout(folder: Path, commit: str) -> Iterator[Path]:
    place = folder / "old"
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(place), commit], cwd=ROOT, check=True)
    try:
        yield place
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(place)], cwd=ROOT, check=True)


def django(place: Path, environ: dict[str, str], *words: str) -> str:
    here = environ | {"PYTHONPATH": str(place)}
    done = subprocess.run([sys.executable, *words], cwd=place, env=here, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words[:2])}: {done.stderr or done.stdout}")
    return done.stdout


def started(place: Path, environ: dict[str, str], port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "community.server", "--port", str(port)]
    here = environ | {"PYTHONPATH": str(place), "PROCESS": "web", "SITE_URL": f"http://127.0.0.1:{port}", "DEBUG": "0"}
    return subprocess.Popen(
        command, cwd=place, env=here, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def answers(port: int, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            here = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            here.request("GET", "/healthz")
            if here.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web process did not start.")


def run(since: str) -> None:
    name = database.made(database.beside_name("_upgrade"))
    try:
        with tempfile.TemporaryDirectory() as folder, checkout(Path(folder), since) as old:
            upgrade(old, Path(folder), os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}")
    finally:
        database.drop(name)


def upgrade(old: Path, folder: Path, url: str) -> None:
    (folder / "var" / "keys").mkdir(parents=True)
    environ = dict(os.environ) | {"DATABASE_URL": url, "VAR_DIR": str(folder / "var")}
    environ |= {"STATIC_ROOT": str(folder / "static")}
    django(old, environ, "manage.py", "prepare")
    django(old, environ, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
    django(old, environ, "manage.py", "load_demo")
    found = json.loads(django(old, environ, "-c", WHO).strip().splitlines()[-1])
    port = free_port()
    web = started(old, environ, port)
    try:
        answers(port)
        with People(port, found) as people:
            time.sleep(5)
            began = time.monotonic()
            new = environ | {"STATIC_ROOT": str(folder / "static-of-the-new")}
            django(ROOT, new, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            django(ROOT, new, "manage.py", "prepare")
            migrated = time.monotonic() - began
            ended(web)
            web = started(ROOT, new, port)
            answers(port)
            time.sleep(10)
    finally:
        ended(web)
    tell(people, migrated)


def tell(people: People, migrated: float) -> None:
    print(f"prepared and migrated in {migrated:.1f} s beside the old web process")
    print(f"read: {dict(people.read)}; wrote: {dict(people.wrote)}")
    print(
        f"nobody could write for {people.longest:.1f} s at the longest; one answer took {people.waited:.1f} s at most"
    )
    failed = [status for status in [*people.read, *people.wrote] if status >= 400 or status == 0]
    if failed or people.longest > LONGEST_STOP:
        raise SystemExit(f"Not as promised: {failed or 'writes stopped for too long'}.")
