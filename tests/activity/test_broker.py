"""A broker that is away neither fails nor delays a request."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from celery import current_app
from django.db import connection, transaction

from activity import broker
from activity.models import Delivery
from activity.record import record
from community.env import broker_url
from members.models import Member
from tests.servers import own_valkey

TIMES = 4

pytestmark = [pytest.mark.usefixtures("switchboard"), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis+socket:///nowhere/valkey.sock"])
def test_a_dead_broker(marit: Member, url: str) -> None:
    with broker_at(url):
        assert least_seconds(marit, rested=True) < 0.5
        assert least_seconds(marit, rested=False) < 0.1  # it rests now
    assert Delivery.objects.count() == 2 * TIMES


def test_a_silent_broker_costs_half_a_second_once(marit: Member) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, broker_at(f"redis://127.0.0.1:{port(silent)}/0"):
        assert least_seconds(marit, rested=True) < 0.7
        assert least_seconds(marit, rested=False) < 0.1
    assert Delivery.objects.count() == 2 * TIMES


def test_a_full_broker_takes_nothing_and_is_left_alone(marit: Member) -> None:
    """Its disk or its memory is full: it answers, with a refusal. A sweep goes on to its end."""
    with own_valkey() as valkey, broker_at(broker_url(valkey.url)):
        redis.Redis.from_url(valkey.url).config_set("maxmemory", 1)
        assert broker.send(1, ["activity.tests"]) is None
        assert broker._away_until > time.monotonic()
        with transaction.atomic():
            record(verb="test.done", actor=marit, target=marit)
    assert Delivery.objects.count() == 1


def test_a_worker_waits_for_a_full_broker_as_for_one_that_is_away() -> None:
    assert current_app.conf.broker_channel_error_retry is True


def port(server: socket.socket) -> int:
    return server.getsockname()[1]


@contextmanager
def broker_at(url: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(current_app.conf, "broker_write_url", url)
        patch.setattr(broker, "_away_until", 0.0)
        broker._connection.cache_clear()
        yield
    broker._connection.cache_clear()


def least_seconds(marit: Member, *, rested: bool) -> float:
    """The quickest of some deeds: a busy machine makes one slow, but none quicker than it is."""
    seconds = []
    for _ in range(TIMES):
        if rested:
            broker._away_until = 0.0
        seconds.append(seconds_of_a_deed(marit))
    return min(seconds)


def seconds_of_a_deed(marit: Member) -> float:
    connection.ensure_connection()
    started = time.monotonic()
    with transaction.atomic():
        record(verb="test.done", actor=marit, target=marit)
    return time.monotonic() - started
