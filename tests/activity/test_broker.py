"""A broker that is away neither fails nor delays a request."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import current_app
from django.db import connection, transaction

from activity import broker
from activity.models import Delivery
from activity.record import record
from members.models import Member

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
