"""Where no proxy stands before us: hands a page's stream on from the process that speaks to open pages (live/).

It costs no thread. With docker compose the proxy does this, and this part is never asked.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from community.front import Headers, Http, Refused, Scope

PATH = "/live/stream"
MOST = 200  # streams of one process; past that a proxy should do it (docs/operations.md)
PATIENCE = 3.0  # seconds for the other process to answer, and for a reader to take what came
AWAY = Refused(503, "Nothing is told live right now.")


class Passing:
    """`address`: "127.0.0.1:8001", or "" where there is no such process."""

    def __init__(self, address: str) -> None:
        self.host, _, self.port = address.rpartition(":")
        self.count = 0

    async def answer(self, scope: Scope, http: Http) -> None:
        if not self.port or self.count >= MOST:
            raise AWAY
        self.count += 1
        try:
            await self._pass(scope, http)
        finally:
            self.count -= 1

    async def _pass(self, scope: Scope, http: Http) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(self.host.strip("[]"), int(self.port), limit=2**14)
                writer.write(request(scope))
                status, headers = head(await reader.readuntil(b"\r\n\r\n"))
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise AWAY from None
        left = asyncio.ensure_future(http.client_disconnect())
        left.add_done_callback(lambda _: writer.close())
        try:
            await hand_on(reader, http.response_stream(status, headers))
        finally:
            left.cancel()
            writer.close()


async def hand_on(reader: asyncio.StreamReader, page: Any) -> None:
    with suppress(OSError, TimeoutError):  # either side is gone, or the page is too slow
        while some := await reader.read(4096):
            await asyncio.wait_for(page.send_bytes(some), PATIENCE)


def request(scope: Scope) -> bytes:
    """As HTTP/1.0, which has no chunks: the answer ends with the connection."""
    heard = scope.headers.get("last-event-id") or ""
    line = f"GET {PATH}?{scope.query_string} HTTP/1.0\r\nHost: live\r\n"
    return f"{line}Last-Event-ID: {heard}\r\n\r\n".encode("latin-1", "replace")


def head(said: bytes) -> tuple[int, Headers]:
    """The status, and those headers that are about what is said."""
    first, *lines = said.decode("latin-1").split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines) if value]
    kept = [pair for pair in pairs if pair[0] in ("content-type", "cache-control", "x-accel-buffering")]
    return int(first.split(" ")[1]), kept
