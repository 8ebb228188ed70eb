"""Tells a worker, soon. A broker that is away costs a request at most half a second, and loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache
from typing import Any

import structlog
from celery import current_app
from kombu import Connection, Producer
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

TASK = "activity.deliver"
PATIENCE = 0.2  # seconds to wait for a connection, and again for an answer
REST = 5.0  # seconds without another try after a failure: the sweep does the work meanwhile

_away_until = 0.0  # by time.monotonic(); of this process


def send(event_id: int, handlers: Iterable[str]) -> None:
    """Sends one task per handler, or gives up at once and quietly: the sweep finds the deliveries."""
    hand_over(TASK, [[event_id, handler] for handler in handlers])


def hand_over(task: str, calls: Iterable[list[Any]], *, queue: str | None = None) -> None:
    """Sends one task per call (its positional arguments), or gives up at once and quietly: a sweep finds what was not
    sent, or it may stay undone (a picture elsewhere stays a link). Arguments are ids, never a person's.
    """
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        with producers[_connection()].acquire(block=True, timeout=PATIENCE) as producer:
            for call in calls:
                _publish(producer, task, call, queue)
    except (OperationalError, RedisError, OSError) as error:  # away, or full: then it answers, and takes nothing
        _away_until = time.monotonic() + REST
        log.warning("broker_away", error=type(error).__name__)


def _publish(producer: Producer, task: str, call: list[Any], queue: str | None) -> None:
    where = {"queue": queue} if queue else {}
    current_app.send_task(task, args=call, producer=producer, retry=False, **where)


@cache
def _connection() -> Connection:
    """Celery's own broker, with less patience than a worker has."""
    options = current_app.conf.broker_transport_options | {
        "socket_timeout": PATIENCE,
        "socket_connect_timeout": PATIENCE,
        # one more try at once: a broker that was restarted answers on a fresh connection
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }
    return current_app.connection_for_write(transport_options=options)
