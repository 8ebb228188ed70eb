"""A load client on loopback: so many connections, each asks again as soon as it was answered. Prints one JSON line.

python -m benchmarks.client PORT PATH SECONDS CONNECTIONS MOST [COOKIE]
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

HOST = "127.0.0.1"


class Reader(asyncio.Protocol):
    """One connection that is kept open."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.buffer = bytearray()
        self.needed = 0  # bytes of the answer, 0: its head is not there yet
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        if self.run.is_over():
            self.transport.close()
            return
        self.began = time.perf_counter()
        self.transport.write(self.run.request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.needed:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.buffer[:end]).lower()
            self.run.statuses[head[9:12].decode()] = self.run.statuses.get(head[9:12].decode(), 0) + 1
            at = head.find(b"content-length:")
            self.needed = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.buffer) >= self.needed:
            self.run.times.append(time.perf_counter() - self.began)
            self.buffer.clear()
            self.needed = 0
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        self.run.one_is_done()


class Run:
    def __init__(self, path: str, seconds: float, connections: int, most: int, cookie: str) -> None:
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *([f"Cookie: {cookie}"] if cookie else [])]
        self.request = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self.until = time.perf_counter() + seconds
        self.open, self.most = connections, most
        self.times: list[float] = []
        self.statuses: dict[str, int] = {}
        self.done: asyncio.Event = asyncio.Event()

    def is_over(self) -> bool:
        return time.perf_counter() > self.until or len(self.times) >= self.most

    def one_is_done(self) -> None:
        self.open -= 1
        if not self.open:
            self.done.set()


async def main(port: int, path: str, seconds: float, connections: int, most: int, cookie: str) -> dict[str, object]:
    run = Run(path, seconds, connections, most, cookie)
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    for _ in range(connections):
        await loop.create_connection(lambda: Reader(run), HOST, port)
    await run.done.wait()
    took = time.perf_counter() - began
    times = sorted(run.times)
    return {
        "requests": len(times),
        "seconds": took,
        "per_second": len(times) / took,
        "p50_ms": 1000 * times[len(times) // 2],
        "p95_ms": 1000 * times[int(len(times) * 0.95)],
        "statuses": run.statuses,
    }


if __name__ == "__main__":
    port, path, seconds, connections, most, *cookie = sys.argv[1:]
    arguments = (int(port), path, float(seconds), int(connections), int(most), cookie[0] if cookie else "")
    print(json.dumps(asyncio.run(main(*arguments))))
