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
NO_ANSWER = (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError)


class Passing:
    """`address`: "127.0.0.1:8001", or "" where there is no such process."""

    def __init__(self, address: str) -> None:
        self.host, _, self.port = address.rpartition(":")
        self.count = 0

    async def answer(self, scope: Scope, http: Http) -> None:
        if not self.port or self.count >= MOST:
            raise away()
        self.count += 1
        try:
            await self._pass(scope, http)
        finally:
            self.count -= 1

    async def _pass(self, scope: Scope, http: Http) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_connection(self.host.strip("[]"), int(self.port), limit=2**14)
        except NO_ANSWER:
            raise away() from None
        try:
            status, headers = await asked(scope, reader, writer)
            left = asyncio.ensure_future(http.client_disconnect())
            left.add_done_callback(lambda _: writer.close())
            try:
                await hand_on(reader, http.response_stream(status, headers))
            finally:
                left.cancel()
        finally:
            writer.close()


def away() -> Refused:
    """A new one each time: one that is raised again keeps the frames of all who were refused before."""
    return Refused(503, "Nothing is told live right now.")


async def asked(scope: Scope, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[int, Headers]:
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(request(scope))
            return head(await reader.readuntil(b"\r\n\r\n"))
    except NO_ANSWER:
        raise away() from None


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
    """The status, and those headers that are about what is said. Raises ValueError or IndexError: it is no answer."""
    first, *lines = said.decode("latin-1").split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines) if value]
    kept = [pair for pair in pairs if pair[0] in ("content-type", "cache-control", "x-accel-buffering")]
    status = int(first.split(" ")[1])
    if not 200 <= status <= 599:
        raise ValueError
    return status, kept
