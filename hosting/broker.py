"""Valkey, asked as a page may ask: it answers within a second, or it is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

PATIENCE = 0.5  # seconds for each step


@dataclass(frozen=True)
class Broker:
    """`queues`: what waits in each for a worker; `in_hand`: what workers have taken and not finished."""

    is_there: bool
    name: str = ""
    memory: int | None = None
    queues: dict[str, int] = field(default_factory=dict)
    in_hand: int = 0


def ask() -> Broker:
    options = current_app.conf.broker_transport_options | {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
    }
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            connection.ensure_connection(max_retries=1, timeout=PATIENCE)
            client = getattr(connection.default_channel, "client", None)
            if client is None:  # a broker in memory, of tests
                return Broker(is_there=True)
            said = client.info()
            waiting = {queue.name: int(client.llen(queue.name)) for queue in current_app.conf.task_queues}
            return Broker(True, name_of(said), said.get("used_memory"), waiting, int(client.hlen("unacked")))
    except (OperationalError, RedisError, OSError):
        return Broker(is_there=False)


def name_of(said: Mapping[str, Any]) -> str:
    """Of what it says of itself, with its version."""
    if "valkey_version" in said:
        return f"Valkey {said['valkey_version']}"
    return f"Redis {said.get('redis_version', '?')}"
