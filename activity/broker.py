"""Tells a worker, soon. A broker that is away costs a request at most half a second, and loses nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache

import structlog
from celery import current_app
from kombu import Connection, Producer
from kombu.exceptions import OperationalError
from kombu.pools import producers

log = structlog.get_logger(__name__)

TASK = "activity.deliver"
PATIENCE = 0.2  # seconds to wait for a connection, and again for an answer
REST = 5.0  # seconds without another try after a failure: the sweep does the work meanwhile

_away_until = 0.0  # by time.monotonic(); of this process


def send(event_id: int, handlers: Iterable[str]) -> None:
    """Sends one task per handler, or gives up at once and quietly: the sweep finds the deliveries."""
    global _away_until
    if time.monotonic() < _away_until:
        return
    try:
        _send(event_id, handlers)
    except (OperationalError, OSError) as error:
        _away_until = time.monotonic() + REST
        log.warning("broker_away", error=type(error).__name__)


def _send(event_id: int, handlers: Iterable[str]) -> None:
    with producers[_connection()].acquire(block=True, timeout=PATIENCE) as producer:
        for handler in handlers:
            _publish(producer, event_id, handler)


def _publish(producer: Producer, event_id: int, handler: str) -> None:
    current_app.send_task(TASK, args=[event_id, handler], producer=producer, retry=False)


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
