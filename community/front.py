"""Between the server and Django: whole requests alone reach a thread, so nobody who sends slowly can hold one.

Granian hands requests over in RSGI, one coroutine for each. Here their bodies are waited for, which costs a few bytes
and no thread; then one of a few threads runs the WSGI application. `/healthz` is answered on the way, so that it tells
whether the process lives, however busy its threads are; `/readyz` has a thread of its own, and two seconds.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from queue import SimpleQueue
from typing import Any, Protocol
from wsgiref.types import WSGIApplication

from community.env import env

BODY_SECONDS = 10.0  # for a body to come, and another second for each
SLOWEST = 1024  # bytes of it that did: a phone in a valley is slow, a stalled sender sends nothing
LARGEST_BODY = env.int("PICTURE_MEGABYTES", default=20) * 2**20  # bytes: the largest file, and a form around it
# Bytes of one that is too large and is let come all the same: a browser that still sends hears no answer.
MOST_WASTED = 100 * 2**20
TOO_LONG = f"That is too long: more than {LARGEST_BODY // 2**20} MB cannot be sent at once."
MOST_HELD = max(64 * 2**20, 4 * LARGEST_BODY)  # bytes of bodies in this process, half sent or waiting for a thread
MOST_WAITING = 200  # whole requests that wait for a thread
READY_SECONDS = 2.0

log = logging.getLogger(__name__)

Headers = list[tuple[str, str]]
PLAIN = ("content-type", "text/plain; charset=utf-8")
NOT_KEPT = ("cache-control", "no-store")
CLOSING = ("connection", "close")  # what still comes of a body would be read as the next request
SOON = ("retry-after", "5")


class Scope(Protocol):
    """What is asked, as RSGI says it."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any


class Http(Protocol):
    """The body on its way to us, and the way back."""

    def __aiter__(self) -> Any: ...

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...

    def response_stream(self, status: int, headers: Headers) -> Any: ...

    async def client_disconnect(self) -> None: ...


Beside = Callable[[Scope, Http], Awaitable[None]]


class Refused(Exception):
    """Answered at once, without a thread."""

    def __init__(self, status: int, sentence: str, *headers: tuple[str, str]) -> None:
        self.status, self.sentence, self.headers = status, sentence, headers

    def answer(self, http: Http) -> None:
        log.info("refused with %s", self.status)
        http.response_bytes(self.status, [PLAIN, NOT_KEPT, CLOSING, *self.headers], f"{self.sentence}\n".encode())


@dataclass(frozen=True)
class Call:
    """A whole request on its way to a thread."""

    scope: Scope
    http: Http
    body: bytes
    answered: asyncio.Future[None]


class Threads:
    """A few threads that run the application, each for one request at a time."""

    def __init__(self, application: WSGIApplication, count: int, loop: asyncio.AbstractEventLoop) -> None:
        self.application, self.loop = application, loop
        self.calls: SimpleQueue[Call] = SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._work, name=f"web-{number}", daemon=True).start()

    async def answer(self, scope: Scope, http: Http, body: bytes) -> None:
        if self.calls.qsize() >= MOST_WAITING:
            raise Refused(503, "Very many people are here right now. Please try again in a moment.", SOON)
        answered = self.loop.create_future()
        self.calls.put(Call(scope, http, body, answered))
        await answered

    def _work(self) -> None:
        while True:
            call = self.calls.get()
            if not call.answered.done():  # else nobody waits for it any more
                self._run(call)

    def _run(self, call: Call) -> None:
        try:
            run(self.application, call)
        except BaseException:  # a thread outlives whatever happens in it
            log.exception("the application raised")
            with suppress(BaseException):
                call.http.response_bytes(500, [PLAIN], b"Something broke on our side.\n")
        self.loop.call_soon_threadsafe(settle, call.answered)


def settle(answered: asyncio.Future[None]) -> None:
    if not answered.done():
        answered.set_result(None)


def run(application: WSGIApplication, call: Call) -> None:
    head: tuple[int, Headers] = (500, [])

    def start_response(status: str, headers: Headers, exc_info: object = None) -> Any:
        nonlocal head
        head = int(status[:3]), headers

    result = application(environ_of(call.scope, call.body), start_response)
    try:
        body = b"".join(result)
        call.http.response_bytes(head[0], head[1], body)
    finally:
        if close := getattr(result, "close", None):
            close()


def environ_of(scope: Scope, body: bytes) -> dict[str, Any]:
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode(errors="surrogatepass").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": name.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for header, value in scope.headers.items():
        # "X_Forwarded_For" would come to the same name as what our proxy says in "X-Forwarded-For".
        if "_" not in header:
            key = key_of(header)
            joint = "; " if key == "HTTP_COOKIE" else ","
            environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    return environ


@lru_cache(maxsize=256)
def key_of(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


class Front:
    """The RSGI application."""

    def __init__(self, application: WSGIApplication, threads: int, beside: Mapping[str, Beside] | None = None) -> None:
        """`beside`: what answers a path in place of the application, without a thread."""
        self.application, self.count, self.beside = application, threads, beside or {}
        self.held = 0  # bytes of bodies

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.pages = Threads(self.application, self.count, loop)
        self.health = Threads(self.application, 1, loop)

    async def __rsgi__(self, scope: Scope, http: Http) -> None:
        try:
            if scope.path == "/healthz" and scope.method in ("GET", "HEAD"):
                http.response_bytes(200, [PLAIN, NOT_KEPT], b"ok\n" if scope.method == "GET" else b"")
            elif scope.path == "/readyz" and scope.method == "GET":
                await self._ready(scope, http)
            elif scope.path in self.beside and scope.method == "GET":
                await self.beside[scope.path](scope, http)
            else:
                await self._page(scope, http)
        except Refused as refusal:
            refusal.answer(http)

    async def _ready(self, scope: Scope, http: Http) -> None:
        try:
            await asyncio.wait_for(self.health.answer(scope, http, b""), READY_SECONDS)
        except TimeoutError:
            checks = {"database": f"no answer within {READY_SECONDS:g} seconds"}
            said = json.dumps({"ready": False, "checks": checks, "warnings": []})
            http.response_bytes(503, [("content-type", "application/json"), NOT_KEPT], said.encode())

    async def _page(self, scope: Scope, http: Http) -> None:
        length = length_of(scope.headers)
        if not length:
            return await self.pages.answer(scope, http, b"")
        if length > LARGEST_BODY:
            await self._waste(http)
            raise Refused(413, TOO_LONG)
        body = bytearray()
        try:
            await self._receive(http, body)
            if len(body) != length:
                raise Refused(400, "What you sent ended in the middle.")
            await self.pages.answer(scope, http, bytes(body))
        finally:
            self.held -= len(body)

    async def _receive(self, http: Http, body: bytearray) -> None:
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(BODY_SECONDS) as limit:
                async for chunk in http:
                    body += chunk
                    self.held += len(chunk)
                    if self.held > MOST_HELD:
                        raise Refused(503, "Very much is being sent right now. Please try again in a moment.", SOON)
                    limit.reschedule(began + BODY_SECONDS + len(body) / SLOWEST)
        except TimeoutError:
            raise Refused(408, "The rest of what you sent did not come.") from None

    async def _waste(self, http: Http) -> None:
        began, count = asyncio.get_running_loop().time(), 0
        with suppress(TimeoutError):
            async with asyncio.timeout(BODY_SECONDS) as limit:
                async for chunk in http:
                    count += len(chunk)
                    limit.reschedule(began + BODY_SECONDS + count / SLOWEST)


def length_of(headers: Any) -> int:
    """Bytes of the body. No browser sends a form without saying how long it is, and Django would not read it."""
    if "transfer-encoding" in headers:
        raise Refused(411, "Please say how long it is.")
    length = int(headers.get("content-length") or 0)
    if length > MOST_WASTED:
        raise Refused(413, TOO_LONG)
    return length
