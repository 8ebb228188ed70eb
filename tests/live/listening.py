"""The real process that speaks to open pages, on a Valkey of the test's own, and a page that listens."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from community.embedded.run import live_command
from live import tokens
from tests.harness import Process, environment, free_port, wait_for
from tests.servers import OwnValkey, own_valkey


@dataclass
class Stream:
    """An open page."""

    connection: http.client.HTTPConnection
    answer: http.client.HTTPResponse

    def next(self) -> str:
        """The kind and what is said of it; "" when the stream ended. Signs of life are passed over."""
        said: dict[str, str] = {}
        while line := self.answer.readline().decode():
            name, _, value = line.strip().partition(": ")
            if not name and "event" in said:
                return f"{said['event']} {said['data']}"
            said[name] = value
        return ""


@dataclass
class Living:
    process: Process
    valkey: OwnValkey
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def open(self, token: str = "", *, seconds: float = 20, **headers: str) -> Stream:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        asked.request("GET", f"/live/stream?token={quote(token)}", headers=headers)
        return Stream(asked, asked.getresponse())

    def is_up(self) -> bool:
        assert self.process.is_alive, self.process.log.read_text()[-2000:]
        try:
            return self.open(token_for("pup")).answer.status == 200
        except OSError:
            return False


def token_for(person: str, topic: str = "") -> str:
    return tokens.make(person=person, topic=topic, key=settings.SECRET_KEY, made_at=time.time())


@contextmanager
def living(folder: Path) -> Iterator[Living]:
    with own_valkey() as valkey:
        port = free_port()
        env = environment("tests.web_settings", "memory://", folder / "journal")
        env |= {
            "SECRET_KEY": settings.SECRET_KEY,
            "REDIS_URL": valkey.url,
            "PYTHONPATH": ":".join(filter(None, sys.path)),
        }
        found = Living(Process("live", live_command(port), env, folder / "live.log"), valkey, port)
        try:
            found.process.start()
            wait_for(found.is_up, "the process that speaks to pages")
            yield found
        finally:
            found.process.kill()
