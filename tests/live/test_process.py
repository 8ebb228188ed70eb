"""The process that speaks to open pages, as it really runs."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from live import CHANNEL, publish
from live.hub import MOST_OF_ONE
from tests.harness import wait_for
from tests.live.listening import Living, living, token_for
from tests.web import running_web

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alive(tmp_path: Path, settings: Any) -> Iterator[Living]:
    with living(tmp_path) as found:
        settings.LIVE, settings.REDIS_URL = found.address, found.valkey.url
        publish._client.cache_clear()
        yield found
        publish._client.cache_clear()


def test_a_page_hears_is_told_off_and_is_passed_on_by_the_web_process(alive: Living, tmp_path: Path) -> None:
    person = publish.person(7)
    here = alive.open(token_for(person, "t3"))
    assert here.answer.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    publish.answered(3, 12)
    publish.told([7, 8])
    assert [here.next(), here.next()] == ["post 12", "bell new"]
    _refuses(alive, person)
    with running_web(tmp_path, LIVE=alive.address) as web:
        through = Living(alive.process, alive.valkey, web.port).open(token_for(person, "t3"))
        assert through.answer.status == 200
        assert through.answer.getheader("Cache-Control") == "no-store"
        publish.answered(3, 13)
        assert [here.next(), through.next()] == ["post 13", "post 13"]
        publish.end_topic(3)
        assert [here.next(), through.next()] == ["", ""]
        _stops_in_a_moment(alive)
        assert web.ask("/live/stream?token=x").status == 503
        assert web.ask("/latest/").status == 200


def _refuses(alive: Living, person: str) -> None:
    assert alive.open("forged").answer.status == 403
    old = token_for(person, "t9")
    time.sleep(0.01)
    publish.end_topic(9)
    wait_for(lambda: alive.open(old).answer.status == 403, "the word that it is over")
    many = [alive.open(token_for("pmany")) for _ in range(MOST_OF_ONE)]
    assert alive.open(token_for("pmany")).answer.status == 429
    for page in many:
        page.answer.close()
        page.connection.close()
    wait_for(lambda: alive.open(token_for("pmany")).answer.status == 200, "the room of those who left")
    asked = http.client.HTTPConnection("127.0.0.1", alive.port, timeout=10)
    asked.request("GET", "/live/health")
    assert asked.getresponse().read() == b"ok\n"
    asked.request("GET", "/elsewhere")
    assert asked.getresponse().status == 404


def _stops_in_a_moment(alive: Living) -> None:
    """Though pages are open."""
    page = alive.open(token_for("plast"))
    assert alive.process.running is not None
    alive.process.running.send_signal(signal.SIGTERM)
    assert page.next() == ""
    assert alive.process.running.wait(4) == 0


def test_a_broker_that_dies_ends_the_streams_and_they_begin_again(alive: Living) -> None:
    page, old = alive.open(token_for("pa", "t1")), token_for("pa", "t1")
    alive.valkey.kill()
    assert page.next() == ""
    assert alive.open(old).answer.status == 503
    publish.answered(1, 2)  # says nothing and raises nothing
    publish._away_until = 0.0
    alive.valkey.start()
    wait_for(lambda: alive.open(token_for("pa", "t1")).answer.status == 200, "the line to the broker")
    assert alive.open(old).answer.status == 403  # it may have been told off meanwhile
    page = alive.open(token_for("pa", "t1"))
    publish.answered(1, 3)
    assert page.next() == "post 3"


def test_it_loads_no_application_and_no_database() -> None:
    asked = "import sys, live.server, live.stream; print([n for n in ('django.db', 'forum', 'psycopg') if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"
    assert CHANNEL
