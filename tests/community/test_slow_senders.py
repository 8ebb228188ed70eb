"""Whoever sends slowly, reads slowly or only stays connected stops nobody: the real server, fifty of each."""

import signal
import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

import pytest

from tests import make
from tests.harness import wait_for
from tests.web import Web, running_web

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MANY = 50
HEAD = "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
A_READER_WAITS = 5.0  # seconds at most, on a machine under load


KINDS = {
    "stalled": f"{HEAD}Content-Length: 1000\r\n\r\nlogin=",
    "nothing of a body": f"{HEAD}Content-Length: 1000\r\n\r\n",
    "endless": f"{HEAD}Transfer-Encoding: chunked\r\n\r\n6\r\nlogin=\r\n",
    "half a head": HEAD,
    "silent": "",
    "kept open": "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


def test_readers_go_on_and_the_slow_are_let_go(tmp_path: Path) -> None:
    topic = make.topic(audience="everyone", space=make.space(visibility="public")).get_absolute_url()
    with running_web(tmp_path, hasty=True, threads=2) as web, ExitStack() as stack:
        slow = {kind: [stack.enter_context(connected(web, said)) for _ in range(MANY)] for kind, said in KINDS.items()}
        for _ in range(MANY):
            stack.enter_context(never_reading(web, topic))
        trickle = stack.enter_context(connected(web, KINDS["stalled"]))
        Thread(target=trickling, args=(trickle,), daemon=True).start()
        for _ in range(5):
            for path in (topic, "/healthz", "/readyz"):
                assert web.ask(path, seconds=A_READER_WAITS).status == 200
        assert {kind: ended(connections) for kind, connections in slow.items()} == dict.fromkeys(KINDS, MANY)
        trickle.settimeout(20)
        assert trickle.recv(100).startswith(b"HTTP/1.1 408 ")


def never_reading(web: Web, path: str) -> socket.socket:
    """Somebody who asks for much more than the sockets between us hold."""
    made = connected(web, f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" * 200)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return made


def trickling(connection: socket.socket) -> None:
    """A byte now and then is not enough."""
    with suppress(OSError):
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.3)


def connected(web: Web, sends: str) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", web.port))
    made.sendall(sends.encode())
    return made


def ended(connections: list[socket.socket]) -> int:
    """How many of them the server ends within a while."""
    count, until = 0, time.monotonic() + 25
    for connection in connections:
        connection.settimeout(max(0.01, until - time.monotonic()))
        try:
            while connection.recv(65536):
                pass
        except TimeoutError:
            continue
        except OSError:
            pass
        count += 1
    return count


def test_what_is_under_way_is_answered_before_the_server_goes(tmp_path: Path) -> None:
    with running_web(tmp_path) as web, connected(web, f"{HEAD}Content-Length: 3\r\n\r\n") as slow:
        assert web.process.running is not None
        web.process.running.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        slow.sendall(b"a=b")
        slow.settimeout(20)
        assert slow.recv(100).startswith(b"HTTP/1.1 ")
        wait_for(lambda: not web.process.is_alive, "the end of the server", timeout=20)
