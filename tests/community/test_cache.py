"""The cache is fast when Valkey is there, a miss when it is not, and never the reason of an error."""

import time
from collections.abc import Iterator

import pytest
import redis
from allauth.core.internal import ratelimit
from django.core.cache import caches
from django.http import HttpRequest
from django.test import RequestFactory

from community.cache import CIRCUIT_SECONDS, TIMEOUT_SECONDS, FailSoftCache
from tests.servers import OwnValkey, own_valkey

pytestmark = pytest.mark.slow
SLACK_SECONDS = 0.3


@pytest.fixture(scope="module")
def valkey() -> Iterator[OwnValkey]:
    with own_valkey() as running:
        yield running


@pytest.fixture
def cache(valkey: OwnValkey) -> Iterator[FailSoftCache]:
    if not valkey.child.is_running:
        valkey.start()
    cache = FailSoftCache(valkey.url, {"KEY_PREFIX": "here"})
    cache._circuit.close()
    cache.clear()
    yield cache
    cache._circuit.close()


def seconds(began: float) -> float:
    return time.monotonic() - began


def test_keeps_what_it_is_given(cache: FailSoftCache) -> None:
    cache.set("a", {"b": 1})
    assert cache.get("a") == {"b": 1}
    assert cache.add("a", 2) is False
    cache.set_many({"c": 3, "d": 4})
    assert cache.get_many(["a", "c", "d", "e"]) == {"a": {"b": 1}, "c": 3, "d": 4}
    assert cache.incr("c") == 4
    assert cache.delete("a") is True
    assert cache.get("a") is None


def test_without_the_server_everything_is_a_miss(cache: FailSoftCache, valkey: OwnValkey) -> None:
    cache.set("a", 1)
    valkey.kill()
    assert cache.get("a", "nothing") == "nothing"
    cache.set("a", 2)
    assert cache.get_many(["a"]) == {}
    assert cache.has_key("a") is False
    assert cache.touch("a") is False
    assert cache.delete("a") is False
    assert cache.add("a", 3) is True
    assert cache.set_many({"a": 1}) == ["a"]
    cache.delete_many(["a"])
    cache.clear()
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


def test_a_server_that_does_not_answer_is_waited_for_once(cache: FailSoftCache, valkey: OwnValkey) -> None:
    cache.set("a", 1)
    valkey.freeze()
    try:
        began = time.monotonic()
        assert cache.get("a") is None
        assert TIMEOUT_SECONDS <= seconds(began) < TIMEOUT_SECONDS + SLACK_SECONDS
        began = time.monotonic()
        for _ in range(100):
            assert cache.get("a") is None
        assert seconds(began) < SLACK_SECONDS
    finally:
        valkey.thaw()


def test_another_thread_s_cache_does_not_wait_either(cache: FailSoftCache, valkey: OwnValkey) -> None:
    valkey.freeze()
    try:
        cache.get("a")
        began = time.monotonic()
        assert FailSoftCache(valkey.url, {}).get("a") is None
        assert seconds(began) < SLACK_SECONDS
    finally:
        valkey.thaw()


def test_the_server_is_asked_again_after_the_circuit_s_time(
    cache: FailSoftCache, valkey: OwnValkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    valkey.kill()
    cache.set("a", 1)
    valkey.start()
    assert cache.get("a") is None
    later = time.monotonic() + CIRCUIT_SECONDS
    monkeypatch.setattr("community.cache.time.monotonic", lambda: later)
    cache.set("a", 2)
    assert cache.get("a") == 2


def test_a_restart_of_the_server_costs_no_circuit(cache: FailSoftCache, valkey: OwnValkey) -> None:
    cache.set("a", 1)
    valkey.kill()
    valkey.start()
    assert cache.get("a") is None
    assert not cache._circuit.is_open


def test_clearing_leaves_the_queues_alone(cache: FailSoftCache, valkey: OwnValkey) -> None:
    client = redis.Redis.from_url(valkey.url)
    client.lpush("default", "a task")
    cache.set("a", 1)
    cache.clear()
    assert cache.get("a") is None
    assert client.llen("default") == 1


def test_our_own_limits_go_on_in_this_process(cache: FailSoftCache, valkey: OwnValkey) -> None:
    valkey.kill()
    assert cache.add("limit:post:7", 0, 60) is True
    assert cache.add("limit:post:7", 0, 60) is False
    assert [cache.incr("limit:post:7") for _ in range(3)] == [1, 2, 3]
    assert cache.get_many(["limit:post:7", "page"]) == {"limit:post:7": 3}


def tries(request: HttpRequest, count: int) -> list[bool]:
    rates = {"login": "3/m/ip"}
    return [
        ratelimit.consume(request, app="allauth.account", action="login", config=rates) is not None
        for _ in range(count)
    ]


def test_sign_in_stays_limited_without_the_server(
    cache: FailSoftCache, valkey: OwnValkey, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches._connections, "default", cache)
    request = rf.post("/accounts/login/")
    assert tries(request, 1) == [True]
    valkey.kill()
    # The count begins anew where the process remembers, and then holds.
    assert tries(request, 5) == [True, True, True, False, False]
