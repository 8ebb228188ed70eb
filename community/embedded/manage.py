"""bin/manage: Django's command line with the servers running; joins those of bin/run, or starts its own."""

import os
import signal
import subprocess
import sys

from community import catalogues
from community.embedded import place as places
from community.embedded.bootstrap import Trouble
from community.embedded.place import Place
from community.embedded.servers import (
    AlreadyRunning,
    Servers,
    application_environ,
    configured,
    held_lock,
    running_servers,
)
from community.env import BASE_DIR, env

COMMAND = [sys.executable, str(BASE_DIR / "manage.py")]


def main() -> int:
    try:
        own_servers = not (configured("DATABASE_URL") and configured("REDIS_URL"))
        place = places.kept_place(BASE_DIR / env.str("VAR_DIR", default="var"), with_servers=own_servers)
        if not own_servers:
            return call(place, Servers(env.str("DATABASE_URL"), env.str("REDIS_URL"), [], None))
        return with_servers(place)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def with_servers(place: Place) -> int:
    try:
        with held_lock(place.var), running_servers(place) as servers:
            return call(place, servers)
    except AlreadyRunning as running:
        return join(place, running)


def join(place: Place, running: AlreadyRunning) -> int:
    """Beside bin/run, in its servers; while it still starts there is nothing to join."""
    if "database_url" not in running.note:
        raise Trouble("Murmuration is just starting or another bin/manage runs: try again in a moment.")
    environ = application_environ(place, Servers(running.note["database_url"], running.note["redis_url"], [], None))
    return run({**environ, "EMBEDDED": "1", "SITE_URL": running.note["site_url"]})


def call(place: Place, servers: Servers) -> int:
    return run(application_environ(place, servers))


def run(environ: dict[str, str]) -> int:
    """In the foreground: Ctrl-C goes to the command, and its end is ours."""
    catalogues.compile_all()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(
            [*COMMAND, *sys.argv[1:]],
            env=environ,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")
    sys.exit(main())
