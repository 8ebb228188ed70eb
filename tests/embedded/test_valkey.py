"""Valkey has a bound. Beyond it goes what would end soonest; the queues and the limits that hold for long stay."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
import redis
import yaml

from community.cache import FailSoftCache
from community.embedded.place import scratch_place, socket_folder
from community.embedded.servers import start
from community.embedded.valkey import MOST_MEMORY, WHAT_GOES, Valkey
from community.env import BASE_DIR

pytestmark = pytest.mark.slow

MEGABYTE = 2**20
SMALL = 8 * MEGABYTE  # for the test: the server with nothing in it has about one
DAY = 24 * 3600


@pytest.fixture(scope="module")
def server() -> Iterator[Valkey]:
    with scratch_place() as place, socket_folder(place) as sockets, ExitStack() as stack:
        valkey = Valkey(place, sockets, durable=False)
        start(valkey, [], stack)
        yield valkey


@pytest.fixture
def client(server: Valkey) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(server.url)
    before = client.config_get("maxmemory")["maxmemory"]
    client.config_set("maxmemory", SMALL)
    yield client
    client.flushall()
    client.config_set("maxmemory", before)


@pytest.fixture
def cache(server: Valkey) -> FailSoftCache:
    return FailSoftCache(server.url, {"KEY_PREFIX": "murmuration"})


def test_it_starts_with_the_bound_and_what_goes(server: Valkey) -> None:
    found = redis.Redis.from_url(server.url).config_get("maxmemory*")
    assert int(found["maxmemory"]) == int(MOST_MEMORY.removesuffix("mb")) * MEGABYTE
    assert found["maxmemory-policy"] == WHAT_GOES


def test_compose_says_the_same() -> None:
    command = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())["services"]["valkey"]["command"]
    assert f"--maxmemory {MOST_MEMORY} --maxmemory-policy {WHAT_GOES}" in command


def test_what_fills_it_goes_and_queues_and_limits_stay(client: redis.Redis, cache: FailSoftCache) -> None:
    for n in range(2000):
        client.lpush("default", f"task {n}")
        client.hset("unacked", str(n), "a task that is being worked on")
    for n in range(500):
        cache.add(f"limit:address:post:{n}", 0, DAY)
        cache.incr(f"limit:address:post:{n}")
    for n in range(20_000):
        cache.set(f"filler.{n}", "x" * 2000, 300)
    assert client.info("stats")["evicted_keys"] > 10_000
    assert client.info("memory")["used_memory"] < SMALL + MEGABYTE
    assert (client.llen("default"), client.hlen("unacked")) == (2000, 2000)
    assert {cache.get(f"limit:address:post:{n}") for n in range(500)} == {1}
    assert cache.get("filler.19999") is not None


def test_full_of_what_may_not_go_it_refuses_and_loses_nothing(client: redis.Redis, cache: FailSoftCache) -> None:
    told = 0
    with suppress(redis.exceptions.OutOfMemoryError):
        while told < 100_000:
            told = client.lpush("default", "x" * 1000)
    assert client.llen("default") == told
    assert 1000 < told < 100_000
    assert cache.add("limit:address:post:1", 0, DAY)  # counted in the process until there is room
    assert cache.incr("limit:address:post:1") == 1
