"""bin/bench: starts servers of its own in var/bench unless the environment names others, and does the work there."""

import os
import subprocess
import sys

os.environ.setdefault("VAR_DIR", "var/bench")

from community.embedded import place as places
from community.embedded.bootstrap import Trouble
from community.embedded.servers import (
    Servers,
    application_environ,
    configured,
    held_lock,
    running_servers,
)
from community.env import BASE_DIR, env


def main() -> int:
    own_servers = not (configured("DATABASE_URL") and configured("REDIS_URL"))
    try:
        place = places.kept_place(BASE_DIR / env.str("VAR_DIR", default="var"), with_servers=own_servers)
        if not own_servers:
            servers = Servers(env.str("DATABASE_URL"), env.str("REDIS_URL"), [], None)
            return work(application_environ(place, servers))
        with held_lock(place.var), running_servers(place) as servers:
            return work(application_environ(place, servers))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


def work(environ: dict[str, str]) -> int:
    command = [sys.executable, "-m", "benchmarks.work", *sys.argv[1:]]
    return subprocess.run(command, cwd=BASE_DIR, env=environ | {"DEBUG": "0"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
