"""The line to Valkey: one subscription for one process, however many pages listen."""

from __future__ import annotations

import asyncio
import logging

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from live import CHANNEL
from live.hub import Hub

PATIENCE = 2.0  # seconds for a connection
SILENCE = 15.0  # seconds without a message, after which the line is tried
REST = 2.0  # seconds before it is tried anew

log = logging.getLogger(__name__)


class Wire:
    def __init__(self, url: str, hub: Hub) -> None:
        self.url, self.hub = url, hub

    async def hear(self) -> None:
        """Until it is cancelled. A broker that is away is tried again."""
        while True:
            try:
                await self._hear()
            except (RedisError, OSError, TimeoutError) as error:
                log.warning("nothing is heard: %s", type(error).__name__)
            finally:
                self.hub.hears_nothing()
            await asyncio.sleep(REST)

    async def _hear(self) -> None:
        client = Redis.from_url(self.url, socket_connect_timeout=PATIENCE, decode_responses=True)
        async with client, client.pubsub() as heard:
            await heard.subscribe(CHANNEL)
            while True:
                await self._take(heard)

    async def _take(self, heard: PubSub) -> None:
        message = await heard.get_message(timeout=SILENCE)
        if message is None:
            await asyncio.wait_for(heard.ping(), PATIENCE)
            message = await heard.get_message(timeout=PATIENCE)  # the answer to that at the latest
        match message:
            case None:
                raise TimeoutError
            case {"type": "subscribe"}:
                self.hub.starts_to_hear()
            case {"type": "message", "data": str(said)}:
                self.hub.hear(said)
