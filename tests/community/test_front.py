"""The front: whole requests reach a thread as WSGI knows them, everything else is answered without one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from community import front
from community.front import Front, environ_of

Heads = list[tuple[str, str]]


def in_a_loop_of_its_own(asked: Coroutine[Any, Any, Any]) -> None:
    """In another thread: a browser test before may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asked).result()


class Headers:
    """As Granian has them: in order, doubles too, names in small letters."""

    def __init__(self, pairs: Heads) -> None:
        self.pairs = pairs

    def items(self) -> Heads:
        return self.pairs

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.pairs if key == name), None)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None


@dataclass
class Scope:
    method: str = "GET"
    path: str = "/"
    pairs: Heads = field(default_factory=list)
    query_string: str = ""
    http_version: str = "1.1"
    server: str = "127.0.0.1:8000"
    client: str = "192.0.2.7:4711"
    scheme: str = "http"

    @property
    def headers(self) -> Headers:
        return Headers(self.pairs)


def post(*chunks: bytes, says: int | None = None, stalls: bool = False) -> tuple[Scope, Http]:
    length = sum(map(len, chunks)) if says is None else says
    return Scope("POST", "/ask/", [("content-length", str(length))]), Http(chunks, stalls)


@dataclass
class Http:
    chunks: tuple[bytes, ...] = ()
    stalls: bool = False
    pause: float = 0
    heard: int = 0  # chunks
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            await asyncio.sleep(self.pause)
            self.heard += 1
            yield chunk
        if self.stalls:
            await asyncio.sleep(60)

    def response_bytes(self, status: int, headers: Heads, body: bytes) -> None:
        self.answers.append((status, dict(headers), body))


def echo(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    start_response("200 OK", [("x-method", environ["REQUEST_METHOD"])])
    yield environ["PATH_INFO"].encode()
    yield environ["wsgi.input"].read()


def broken(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    raise KeyError("x")


def asked(*requests: tuple[Scope, Http], application: Any = echo, threads: int = 1) -> list[tuple[int, dict, bytes]]:
    """All at once; what each was answered."""

    async def ask() -> None:
        app = Front(application, threads)
        app.__rsgi_init__(asyncio.get_running_loop())
        await asyncio.gather(*(app.__rsgi__(scope, http) for scope, http in requests))
        assert app.held == 0

    in_a_loop_of_its_own(ask())
    assert all(len(http.answers) == 1 for _, http in requests)
    return [http.answers[0] for _, http in requests]


def test_a_whole_body_reaches_the_application() -> None:
    [(status, headers, body)] = asked(post(b"title=", b"A+letter"))
    assert (status, headers, body) == (200, {"x-method": "POST"}, b"/ask/title=A+letter")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "BODY_SECONDS", 0.3)
    monkeypatch.setattr(front, "READY_SECONDS", 0.3)


@pytest.mark.usefixtures("quick")
def test_stalled_bodies_hold_no_thread_and_are_given_up() -> None:
    stalled = [post(b"ti", says=100, stalls=True) for _ in range(50)]
    reader = (Scope(), Http())
    *given_up, (status, _, _) = asked(*stalled, reader)
    assert status == 200
    assert {status for status, _, _ in given_up} == {408}
    assert {headers["connection"] for _, headers, _ in given_up} == {"close"}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("size", "status"), [(1, 408), (2048, 200)])
def test_a_slow_sender_is_waited_for_and_a_trickle_is_not(size: int, status: int) -> None:
    scope, http = post(*[b"x" * size] * 8)
    http.pause = 0.1
    assert asked((scope, http))[0][0] == status


def test_half_a_body_is_not_taken_for_a_whole_one() -> None:
    [(status, headers, _)] = asked(post(b"body=I+owe+nob", says=40))
    assert (status, headers["connection"]) == (400, "close")


@pytest.mark.parametrize(
    ("head", "status"),
    [(("transfer-encoding", "chunked"), 411), (("content-length", str(front.MOST_WASTED + 1)), 413)],
)
def test_what_cannot_be_taken_is_refused_at_once(head: tuple[str, str], status: int) -> None:
    [(found, headers, _)] = asked((Scope("POST", "/ask/", [head]), Http((b"x",), stalls=True)))
    assert (found, headers["connection"]) == (status, "close")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("stalls", [False, True])
def test_what_is_too_large_is_heard_out_and_not_kept(stalls: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that still sends, and a proxy, would take the answer for a broken connection."""
    monkeypatch.setattr(front, "LARGEST_BODY", 1000)
    monkeypatch.setattr(front, "MOST_HELD", 10)
    scope, http = post(*[b"x" * 300] * 5, says=1500, stalls=stalls)
    [(status, headers, words)] = asked((scope, http))
    assert (status, headers["connection"]) == (413, "close")
    assert b"cannot be sent at once" in words
    assert http.heard == 5


def test_bodies_of_all_together_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST_HELD", 1000)
    monkeypatch.setattr(front, "BODY_SECONDS", 0.3)
    answers = asked(*(post(b"x" * 300, says=400, stalls=True) for _ in range(5)))
    assert sorted(status for status, _, _ in answers) == [408, 408, 408, 503, 503]


@contextmanager
def everybody_waits() -> Iterator[tuple[Any, threading.Event]]:
    """An application whose threads stand still until the event."""
    go_on = threading.Event()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        go_on.wait(20)
        return list(echo(environ, start_response))

    try:
        yield application, go_on
    finally:
        go_on.set()


@pytest.mark.usefixtures("quick")
def test_health_is_answered_while_every_thread_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    with everybody_waits() as (application, go_on):
        alive, head, ready = (
            (Scope(path="/healthz"), Http()),
            (Scope("HEAD", "/healthz"), Http()),
            (Scope(path="/readyz"), Http()),
        )

        async def ask() -> None:
            app = Front(application, 2)
            app.__rsgi_init__(asyncio.get_running_loop())
            busy = [asyncio.ensure_future(app.__rsgi__(Scope(), Http())) for _ in range(5)]
            for scope, http in (alive, head, ready):
                await asyncio.wait_for(app.__rsgi__(scope, http), 5)
            go_on.set()
            await asyncio.gather(*busy)

        in_a_loop_of_its_own(ask())
    assert [http.answers[0][0] for _, http in (alive, head, ready)] == [200, 200, 503]
    assert (alive[1].answers[0][2], head[1].answers[0][2]) == (b"ok\n", b"")
    assert b"no answer within" in ready[1].answers[0][2]


def test_whoever_would_wait_behind_hundreds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "MOST_WAITING", 3)
    with everybody_waits() as (application, go_on):
        crowd = [(Scope(), Http()) for _ in range(9)]
        threading.Timer(0.3, go_on.set).start()
        answers = asked(*crowd, application=application)
    statuses = [status for status, _, _ in answers]
    assert set(statuses) == {200, 503}
    assert statuses.count(503) >= 5
    assert all(headers["retry-after"] for status, headers, _ in answers if status == 503)


def test_a_thread_outlives_an_application_that_raises() -> None:
    asked_twice = asked((Scope(), Http()), (Scope(), Http()), application=broken)
    assert [status for status, _, _ in asked_twice] == [500, 500]


def test_the_result_is_closed_after_the_answer() -> None:
    closed: list[str] = []

    class Result:
        def __iter__(self) -> Iterator[bytes]:
            return iter([b"a", b"b"])

        def close(self) -> None:
            closed.append("closed")

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Result:
        start_response("404 Not Found", [])
        return Result()

    assert asked((Scope(), Http()), application=application) == [(404, {}, b"ab")]
    assert closed == ["closed"]


def test_the_environ_is_that_of_wsgi() -> None:
    heads = [
        ("host", "forum.example.org"),
        ("x-forwarded-for", "192.0.2.9"),
        ("x_forwarded_for", "6.6.6.6"),
        ("accept", "text/html"),
        ("accept", "text/plain"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("content-type", "text/plain"),
        ("content-length", "3"),
    ]
    scope = Scope("PUT", "/s/größe/", heads, query_string="a=%20b", client="[2001:db8::1]:4711")
    environ = environ_of(scope, b"abc")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/s/größe/"
    found = {name: value for name, value in environ.items() if name.isupper()}
    assert found == {
        "REQUEST_METHOD": "PUT",
        "SCRIPT_NAME": "",
        "PATH_INFO": environ["PATH_INFO"],
        "QUERY_STRING": "a=%20b",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "2001:db8::1",
        "HTTP_HOST": "forum.example.org",
        "HTTP_X_FORWARDED_FOR": "192.0.2.9",
        "HTTP_ACCEPT": "text/html,text/plain",
        "HTTP_COOKIE": "a=1; b=2",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
    }
    assert environ["wsgi.input"].read() == b"abc"
