"""The two embedded servers together; `DATABASE_URL` and `REDIS_URL` replace them one by one."""

import fcntl
import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community.embedded.bootstrap import Trouble
from community.embedded.place import Place, secret, socket_folder
from community.embedded.postgres import Postgres
from community.embedded.processes import Child, stop_all
from community.embedded.valkey import Valkey
from community.env import BASE_DIR, env


@dataclass
class Servers:
    """`children`: what runs, in the order of stopping; `postgres` is None with a database of one's own."""

    database_url: str
    redis_url: str
    children: list[Child]
    postgres: Postgres | None


@contextmanager
def running_servers(place: Place, *, durable: bool = True, fresh: bool = False) -> Iterator[Servers]:
    """Both answer inside the block; what was started is stopped after it, PostgreSQL last."""
    with ExitStack() as stack:
        sockets = stack.enter_context(socket_folder(place))
        servers = Servers(env.str("DATABASE_URL", default=""), env.str("REDIS_URL", default=""), [], None)
        if not servers.database_url:
            servers.postgres = Postgres(place, sockets, durable)
            start(servers.postgres, servers.children, stack)
            servers.postgres.ensure_database(fresh=fresh)
            servers.database_url = servers.postgres.url
        if not servers.redis_url:
            valkey = Valkey(place, sockets, durable)
            start(valkey, servers.children, stack)
            servers.redis_url = valkey.url
        yield servers


def start(server: Postgres | Valkey, children: list[Child], stack: ExitStack) -> None:
    server.prepare()
    child = server.child()
    stack.callback(stop_all, [child])
    child.start()
    server.wait(child)
    children.insert(0, child)


def application_environ(place: Place, servers: Servers, **more: str) -> dict[str, str]:
    """What the settings read: keys made at the first run, the servers' addresses; the environment wins."""
    made = {
        "DJANGO_SETTINGS_MODULE": "community.settings",
        "VAR_DIR": str(place.var),
        "SECRET_KEY": secret(place.keys / "secret.key"),
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
        "SOURCE_URL": origin(),
    }
    if servers.postgres is not None:
        made |= {"EMBEDDED": "1", "LOCAL_MAIL_TOKEN": secret(place.keys / "local-mail.token")}
    made |= more
    return {**os.environ, **{name: value for name, value in made.items() if not configured(name)}}


def origin() -> str:
    """Where this checkout came from, when that is on the web: without a name and a password."""
    try:
        command = ["git", "config", "--get", "remote.origin.url"]
        said = subprocess.run(command, cwd=BASE_DIR, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
    found = re.fullmatch(r"(https?://)(?:[^/@]*@)?([^/@]+/\S*)", said)
    return found[1] + found[2] if found else ""


def configured(name: str) -> bool:
    """Set by the person, in the environment or in `.env`."""
    return bool(env.str(name, default=""))


class AlreadyRunning(Trouble):
    """Another process runs the servers of this checkout; `note` is what it wrote down."""

    def __init__(self, note: Mapping[str, Any]) -> None:
        super().__init__(f"Murmuration already runs from this folder: {note.get('site_url', '')}")
        self.note = note


@contextmanager
def held_lock(var: Path) -> Iterator[None]:
    """One supervisor for each checkout; the kernel frees the lock, however the process ends."""
    with (var / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(read_note(var)) from None
        (var / "running.json").unlink(missing_ok=True)
        try:
            yield
        finally:
            (var / "running.json").unlink(missing_ok=True)


def write_note(var: Path, note: Mapping[str, Any]) -> None:
    """What bin/manage needs to join servers that run: it holds the database's password, hence 0600."""
    path = var / "running.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(note))


def read_note(var: Path) -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads((var / "running.json").read_text())
        return note
    except (OSError, ValueError):
        return {}
