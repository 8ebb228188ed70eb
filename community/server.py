"""Starts the web server: python -m community.server --port 8000. What it may take is decided here, for all ways to run.

`--http 1`: a browser speaks anything else with TLS alone, which is the proxy's; and only then Granian gives up on who
connects and says nothing.
"""

import argparse
import gc
import importlib
import multiprocessing
import resource

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from community.env import env

# For a head to come, and for the next request on a connection. The proxy closes its own connections sooner.
HEAD_MILLISECONDS = 15_000
# Connections of one process; the system's own limit is raised to what they need.
MOST_CONNECTIONS = 4_096
MOST_FILES = MOST_CONNECTIONS + 200


def main() -> None:
    options = parse()
    allow_files()
    load_once(options.application)
    Granian(
        options.application,
        address=options.host,
        port=options.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=env.int("WEB_WORKERS", default=2),
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m community.server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--application", default="community.rsgi:application")
    return parser.parse_args()


def load_once(application: str) -> None:
    """Before the workers are forked, so that they share what the application weighs, and one that is started again is
    there at once. What is frozen is not written to by their garbage collectors, which would end the sharing.
    """
    if multiprocessing.get_start_method() == "fork":
        importlib.import_module(application.partition(":")[0])
        gc.collect()
        gc.freeze()


def allow_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < MOST_FILES:
        enough = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, enough), hard))


if __name__ == "__main__":
    main()
