"""Starts the process that speaks to open pages: python -m live.server --port 8001.

One worker: pages are few thousand and their news are few. It loads no application, so that each page costs kilobytes.
"""

from __future__ import annotations

import argparse

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from community.env import env
from community.server import HEAD_MILLISECONDS, allow_files
from live.hub import MOST

SPARE = 64  # connections beyond the listeners: who asks whether it lives, and who is refused


def main() -> None:
    options = parse()
    allow_files()
    Granian(
        "live.server:application",
        factory=True,
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=1,
        runtime_threads=1,
        blocking_threads=1,
        backpressure=MOST + SPARE,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve()


def application() -> object:
    from live.stream import Live

    return Live(key=env.str("SECRET_KEY"), redis_url=env.str("REDIS_URL", default="redis://localhost:6379/0"))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m live.server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    return parser.parse_args()


if __name__ == "__main__":
    main()
