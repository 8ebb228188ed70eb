"""The cache that may vanish: without Valkey every page still answers, and the limits still hold.

A connection error is a miss. It opens a circuit for `CIRCUIT_SECONDS`, in which no request of this process
waits for the server again. Meanwhile keys that count attempts (`LOCAL_PREFIXES`) live in memory:
weaker than one count for all, but never off.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.retry import Retry

# How long one request may wait for the cache, and how long the process then leaves the server alone.
TIMEOUT_SECONDS = 0.3
CIRCUIT_SECONDS = 5.0

# Sign-in limits, used one-time codes and locks of allauth; our own limits begin with "limit:".
LOCAL_PREFIXES = ("allauth", "limit:")
LOCAL_ENTRIES = 20_000

log = structlog.get_logger(__name__)
T = TypeVar("T")


class Circuit:
    """Closed while the server answers; shared by the threads of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._open_until

    def trip(self, error: Exception) -> None:
        with self._lock:
            was_open, self._open_until = self.is_open, time.monotonic() + CIRCUIT_SECONDS
        if not was_open:
            log.warning("cache.unreachable", error=type(error).__name__, seconds=CIRCUIT_SECONDS)

    def close(self) -> None:
        self._open_until = 0.0


_circuits: dict[str, Circuit] = {}


def circuit_of(servers: Iterable[str]) -> Circuit:
    return _circuits.setdefault(";".join(servers), Circuit())


class OneClient(RedisCacheClient):
    """Django's makes a client for each question, which takes longer than the question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]
        if pool not in self._clients:
            self._clients[pool] = super().get_client(key, write=write)
        return self._clients[pool]


class FailSoftCache(RedisCache):
    """Django's Redis backend, which treats a lost server as an empty one."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient
        servers: list[str] = self._servers  # type: ignore[attr-defined]
        # One retry for a pooled connection that a restarted server has closed; none after a timeout.
        self._options: dict[str, Any] = {
            "socket_timeout": TIMEOUT_SECONDS,
            "socket_connect_timeout": TIMEOUT_SECONDS,
            "retry": Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
        } | params.get("OPTIONS", {})
        self._circuit = circuit_of(servers)
        self._local = LocMemCache(
            "fail-soft", {**params, "OPTIONS": {"MAX_ENTRIES": LOCAL_ENTRIES, "CULL_FREQUENCY": 10}}
        )

    def _try(self, ask: Callable[[], T], otherwise: Callable[[], T]) -> T:
        if self._circuit.is_open:
            return otherwise()
        try:
            return ask()
        except (RedisError, OSError) as error:
            self._circuit.trip(error)
            return otherwise()

    def _here(self, key: str) -> LocMemCache | None:
        return self._local if str(key).startswith(LOCAL_PREFIXES) else None

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        here = self._here(key)
        return self._try(
            lambda: super(FailSoftCache, self).get(key, default, version),
            lambda: here.get(key, default, version) if here else default,
        )

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        here = self._here(key)
        self._try(
            lambda: super(FailSoftCache, self).set(key, value, timeout, version),
            lambda: here.set(key, value, timeout, version) if here else None,
        )

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        here = self._here(key)
        return self._try(
            lambda: super(FailSoftCache, self).add(key, value, timeout, version),
            lambda: here.add(key, value, timeout, version) if here else True,
        )

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        here = self._here(key)
        return self._try(
            lambda: super(FailSoftCache, self).touch(key, timeout, version),
            lambda: here.touch(key, timeout, version) if here else False,
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        here = self._here(key)
        return self._try(
            lambda: super(FailSoftCache, self).delete(key, version),
            lambda: here.delete(key, version) if here else False,
        )

    def has_key(self, key: str, version: int | None = None) -> bool:
        here = self._here(key)
        return self._try(
            lambda: super(FailSoftCache, self).has_key(key, version),
            lambda: here.has_key(key, version) if here else False,
        )

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError for a key that is not there; without the server that is every shared key."""
        here = self._here(key)

        def otherwise() -> int:
            if here is None:
                raise ValueError(f"Key {key!r} not found")
            return here.incr(key, delta, version)

        return self._try(lambda: super(FailSoftCache, self).incr(key, delta, version), otherwise)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        keys = list(keys)
        if not keys:
            return {}
        return self._try(
            lambda: super(FailSoftCache, self).get_many(keys, version),
            lambda: self._local.get_many([key for key in keys if self._here(key)], version),
        )

    def set_many(
        self,
        data: dict[str, Any],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        """Returns the keys that were not stored."""

        def otherwise() -> list[str]:
            kept = {key: value for key, value in data.items() if self._here(key)}
            self._local.set_many(kept, timeout, version)
            return [key for key in data if key not in kept]

        return self._try(lambda: super(FailSoftCache, self).set_many(data, timeout, version), otherwise)

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        keys = list(keys)
        self._try(
            lambda: super(FailSoftCache, self).delete_many(keys, version),
            lambda: self._local.delete_many([key for key in keys if self._here(key)], version),
        )

    def clear(self) -> None:
        """Empties the cache alone: the broker may keep its queues in the same database."""
        self._local.clear()

        def ask() -> None:
            client = self._cache.get_client(None, write=True)
            if found := list(client.scan_iter(match=f"{self.key_prefix}:*", count=1000)):
                client.unlink(*found)

        self._try(ask, lambda: None)
