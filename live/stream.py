"""The ASGI application: server-sent events for open pages.

    GET /live/stream?token=…    events, until the token is too old, the page leaves, or is too slow
    GET /live/health            "ok" while this process lives

Whatever it says is a hint that something can be asked for; the web process answers, and looks who asks.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, TypeAlias
from urllib.parse import parse_qs

from live import tokens
from live.hub import Hub, Listener, Refused
from live.wire import Wire

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

HEARTBEAT_SECONDS = 25.0  # proxies close what is silent for a minute
SLOW_SECONDS = 10.0  # for one line to go out
# Milliseconds until a browser asks again by itself; by lot, as thousands may be ended at once.
COME_BACK = 2_000, 20_000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would collect it
]
WORDS = {403: b"Please ask again.\n", 404: b"Not here.\n", 429: b"Enough pages listen.\n", 503: b"Not now.\n"}

_random = random.SystemRandom()


class Live:
    """`key`: what tokens are signed with; `redis_url`: where the news comes from."""

    def __init__(self, *, key: str, redis_url: str, hub: Hub | None = None) -> None:
        self.key, self.hub = key, hub or Hub()
        self.wire = Wire(redis_url, self.hub)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http" or scope["method"] != "GET":
            await answer(send, 404)
        elif scope["path"] == "/live/health":
            await answer(send, 200, b"ok\n")
        elif scope["path"] == "/live/stream":
            await self._stream(scope, receive, send)
        else:
            await answer(send, 404)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        hearing = asyncio.create_task(self.wire.hear())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        hearing.cancel()
        self.hub.hears_nothing()
        await send({"type": "lifespan.shutdown.complete"})

    async def _stream(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            token = tokens.read(token_of(scope), key=self.key)
            listener = self.hub.join(token, heard=last_heard(scope))
        except (tokens.Unreadable, Refused) as refusal:
            return await answer(send, getattr(refusal, "status", 403))
        left = asyncio.create_task(until_left(receive, listener))
        end = asyncio.get_running_loop().call_later(token.made_at + tokens.SECONDS - time.time(), listener.end)
        try:
            await self._speak(listener, send)
        finally:
            end.cancel()
            left.cancel()
            self.hub.leave(listener)

    async def _speak(self, listener: Listener, send: Send) -> None:
        with suppress(TimeoutError, OSError):  # too slow, or gone
            await quickly(send({"type": "http.response.start", "status": 200, "headers": HEADERS}))
            await quickly(send({"type": "http.response.body", "body": come_back(), "more_body": True}))
            while not listener.has_ended:
                await quickly(send({"type": "http.response.body", "body": await news(listener), "more_body": True}))
            await quickly(send({"type": "http.response.body", "body": b"", "more_body": False}))


def come_back() -> bytes:
    return f"retry: {_random.randint(*COME_BACK)}\n\n".encode()


async def quickly(sent: Awaitable[None]) -> None:
    await asyncio.wait_for(sent, SLOW_SECONDS)


async def news(listener: Listener) -> bytes:
    """What is new, or after a while of silence a sign of life."""
    with suppress(TimeoutError):
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            await listener.woken.wait()
    return listener.take() or b":\n\n"


async def until_left(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()


async def answer(send: Send, status: int, words: bytes = b"") -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words or WORDS[status]})


def token_of(scope: Message) -> str:
    return parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]


def last_heard(scope: Message) -> int | None:
    """The number of the last line that the page was told, when its browser comes back by itself."""
    said = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None
