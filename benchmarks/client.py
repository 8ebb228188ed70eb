"""A load client on loopback: so many connections, each asks again as soon as it was answered. Prints one JSON line.

python -m benchmarks.client PORT SECONDS CONNECTIONS RATE FILE [again]

FILE holds one request in each line, as JSON: [name, path, cookie, body]; a body makes it a form that is posted. They
are asked in this order, each once; with `again` from the beginning when all were asked. RATE: so many a second at most,
0 as many as come.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import cycle
from pathlib import Path

HOST = "127.0.0.1"
LAST_CHUNK = b"\r\n0\r\n\r\n"
Request = tuple[str, str, str, str]


class Reader(asyncio.Protocol):
    """One connection that is kept open."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.buffer = bytearray()
        self.needed = 0  # bytes of the answer, 0: its head is not there yet
        self.in_chunks = False  # a proxy sends on what it does not know the length of
        self.began = 0.0
        self.name = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.next()

    def next(self) -> None:
        if wait := self.run.wait():
            asyncio.get_running_loop().call_later(wait, self.ask)
        else:
            self.ask()

    def ask(self) -> None:
        found = None if self.run.is_over() else next(self.run.requests, None)
        if found is None:
            self.transport.close()
            return
        self.name, request = found
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.needed:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.buffer[:end]).lower()
            self.run.count(head[9:12].decode())
            at = head.find(b"content-length:")
            self.in_chunks = b"transfer-encoding: chunked" in head
            self.needed = end + 4 + (int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0)
        if self.buffer.endswith(LAST_CHUNK) if self.in_chunks else len(self.buffer) >= self.needed:
            self.run.times.append((time.perf_counter() - self.began, self.name))
            self.buffer.clear()
            self.needed = 0
            self.next()

    def connection_lost(self, error: Exception | None) -> None:
        self.run.one_is_done()


class Run:
    def __init__(self, requests: list[Request], seconds: float, connections: int, rate: float, again: bool) -> None:
        spelled = [(name, self.spelled(*how)) for name, *how in requests]
        self.requests = cycle(spelled) if again else iter(spelled)
        self.began = time.perf_counter()
        self.until = self.began + seconds
        self.open, self.rate, self.asked = connections, rate, 0
        self.times: list[tuple[float, str]] = []
        self.statuses: dict[str, int] = {}
        self.done: asyncio.Event = asyncio.Event()

    @staticmethod
    def spelled(path: str, cookie: str, body: str) -> bytes:
        lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"Host: {HOST}"]
        lines += [f"Cookie: {cookie}"] if cookie else []
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"] if body else []
        return ("\r\n".join(lines) + f"\r\n\r\n{body}").encode()

    def wait(self) -> float:
        """Seconds until the next request may go out."""
        self.asked += 1
        return max(0.0, self.began + self.asked / self.rate - time.perf_counter()) if self.rate else 0.0

    def count(self, status: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def is_over(self) -> bool:
        return time.perf_counter() > self.until

    def one_is_done(self) -> None:
        self.open -= 1
        if not self.open:
            self.done.set()

    def figures(self) -> dict[str, object]:
        took = time.perf_counter() - self.began
        times = sorted(one for one, _name in self.times)
        each: dict[str, list[float]] = {}
        for one, name in self.times:
            each.setdefault(name, []).append(one)
        return {
            "requests": len(times),
            "seconds": took,
            "per_second": len(times) / took,
            "p50_ms": 1000 * times[len(times) // 2],
            "p95_ms": 1000 * times[int(len(times) * 0.95)],
            "statuses": self.statuses,
            "each": {name: 1000 * sorted(found)[len(found) // 2] for name, found in sorted(each.items())},
        }


async def main(port: int, seconds: float, connections: int, rate: float, file: str, again: bool) -> dict[str, object]:
    requests = [json.loads(line) for line in Path(file).read_text().splitlines()]
    run = Run(requests, seconds, connections, rate, again)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Reader(run), HOST, port)
    await run.done.wait()
    return run.figures()


if __name__ == "__main__":
    port, seconds, connections, rate, file, *again = sys.argv[1:]
    print(json.dumps(asyncio.run(main(int(port), float(seconds), int(connections), float(rate), file, bool(again)))))
