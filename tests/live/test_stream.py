"""One open page and the application: signs of life, a reader who takes nothing, and streams that are passed on."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

import pytest

from community import passing
from community.front import Refused
from community.passing import Passing
from live import stream, tokens
from live.hub import Hub
from live.stream import Live
from tests.community.test_front import Http, Scope, in_a_loop_of_its_own

KEY = "k" * 50


class Page:
    """What an ASGI server gives and takes. `takes`: how many messages before it takes no more."""

    def __init__(self, takes: int = 1000) -> None:
        self.takes, self.sent = takes, []
        self.left = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if len(self.sent) >= self.takes:
            await asyncio.sleep(60)
        self.sent.append(message)

    @property
    def said(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def scope(token: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    query = f"token={token}".encode()
    return {"type": "http", "method": method, "path": "/live/stream", "query_string": query, "headers": pairs}


async def opened(live: Live, page: Page, **headers: str) -> asyncio.Task[None]:
    token = tokens.make(person="pa", topic="t1", key=KEY, made_at=time.time())
    task = asyncio.create_task(live(scope(token, **headers), page.receive, page.send))
    await asyncio.sleep(0.02)
    return task


def live() -> Live:
    hub = Hub()
    hub.hears_since = time.time() - 60
    return Live(key=KEY, redis_url="redis://127.0.0.1:1", hub=hub)


def test_it_shows_that_it_lives_tells_the_news_and_notices_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.01)

    async def walk() -> None:
        of, page = live(), Page()
        task = await opened(of, page)
        of.hub.hear("say t1 post 5")
        await asyncio.sleep(0.02)
        assert page.sent[0]["status"] == 200
        assert page.said.startswith(b"retry: ")
        assert b":\n\n" in page.said
        assert b"event: post\ndata: 5\n\n" in page.said
        page.left.set()
        await asyncio.wait_for(task, 1)
        assert of.hub.count == 0

    in_a_loop_of_its_own(walk())


def test_pages_come_back_one_after_the_other_when_all_are_ended() -> None:
    async def walk() -> None:
        of, pages = live(), [Page() for _ in range(9)]
        tasks = [await opened(of, page) for page in pages]
        of.hub.hear("end all")
        await asyncio.wait_for(asyncio.gather(*tasks), 5)
        waits = {int(page.said.removeprefix(b"retry: ").split(b"\n")[0]) for page in pages}
        assert len(waits) > 1
        assert 2_000 <= min(waits) < max(waits) <= 20_000

    in_a_loop_of_its_own(walk())


def test_who_takes_nothing_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "SLOW_SECONDS", 0.05)

    async def walk() -> None:
        of, page = live(), Page(takes=2)
        task = await opened(of, page)
        of.hub.hear("say t1 post 5")
        await asyncio.wait_for(task, 1)
        assert (of.hub.count, b"post" in page.said) == (0, False)

    in_a_loop_of_its_own(walk())


def test_a_stream_ends_with_its_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "SECONDS", 1)

    async def walk() -> None:
        of, page = live(), Page()
        await asyncio.wait_for(await opened(of, page), 3)
        assert page.sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}

    in_a_loop_of_its_own(walk())


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (scope("nonsense"), 403),
        (scope(""), 403),
        (scope("x", "POST"), 404),
        (scope("x") | {"path": "/live/"}, 404),
        (scope("x") | {"query_string": b"\xff%ff&token"}, 403),
    ],
)
def test_what_is_refused(asked: dict[str, Any], status: int) -> None:
    async def walk() -> None:
        page = Page()
        await live()(asked, page.receive, page.send)
        assert page.sent[0]["status"] == status
        assert b"event-stream" not in page.sent[0]["headers"][0][1]

    in_a_loop_of_its_own(walk())


@pytest.mark.parametrize("heard", ["", "x", "-1", "9" * 40, "٣"])
def test_a_strange_number_of_the_last_line_is_none(heard: str) -> None:
    assert stream.last_heard({"headers": [(b"last-event-id", heard.encode())]}) is None


NO_ANSWERS = {
    "silence": b"",
    "half a head": b"HTTP/1.0 200 OK\r\nContent-Ty",
    "a head without end": b"HTTP/1.0 200 OK\r\n" + b"X: y\r\n" * 5_000,
    "another protocol": b"220-ready\r\n\r\n",
    "no number": b"HTTP/1.0 soon\r\n\r\n",
    "a number that is no status": b"HTTP/1.0 7 OK\r\n\r\n",
    "nothing final": b"HTTP/1.0 100 Continue\r\n\r\n",
}


@pytest.mark.parametrize("goes_on", [True, False], ids=["waits", "ends"])
@pytest.mark.parametrize("said", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_what_is_no_answer_is_refused_and_its_line_closed(
    said: bytes, goes_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing, "PATIENCE", 0.3)

    async def walk() -> None:
        hung_up = asyncio.Event()

        async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(said)
            if not goes_on:
                writer.write_eof()
            with suppress(OSError):
                await reader.read()  # until the web process hangs up
            hung_up.set()
            writer.close()

        async with await asyncio.start_server(other, "127.0.0.1", 0) as server:
            passes = Passing(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
            with pytest.raises(Refused) as refusal:
                await passes.answer(Scope(path=passing.PATH), Http())
            await asyncio.wait_for(hung_up.wait(), 5)
        assert (refusal.value.status, passes.count) == (503, 0)

    in_a_loop_of_its_own(walk())


def test_each_refusal_is_its_own() -> None:
    """One that is raised again and again would keep the frames of everybody who was refused."""

    async def refused() -> Refused:
        with pytest.raises(Refused) as refusal:
            await Passing("").answer(Scope(path=passing.PATH), Http())
        return refusal.value

    async def walk() -> None:
        assert await refused() is not await refused()

    in_a_loop_of_its_own(walk())


def test_nothing_is_passed_on_without_the_process_or_past_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "MOST", 0)

    async def walk() -> None:
        for address in ("", "127.0.0.1:1"):
            with pytest.raises(Refused) as refusal:
                await Passing(address).answer(Scope(path=passing.PATH), Http())
            assert refusal.value.status == 503

    in_a_loop_of_its_own(walk())
