"""What waits in Valkey belongs to the community as it was before."""

from __future__ import annotations

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from hosting.refusal import Refused

AWAY = "Valkey does not answer, and what waits in it would be done to the community that is put back: start it first."


def empty() -> None:
    """Cache, limits and queues. Raises Refused where they cannot be reached."""
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
            client = getattr(connection.default_channel, "client", None)
            if client is not None:  # what a worker has in its hands is in no queue and would come back in an hour
                client.flushdb()
            else:
                current_app.control.purge(connection=connection)
    except (OperationalError, RedisError, OSError) as error:
        raise Refused(AWAY) from error
    cache.clear()
