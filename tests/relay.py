"""Between a process and its database: a relay that a test can freeze, cut and mend. What is behind it never notices.

Frozen it is what a stopped server is to whoever asks it: connections are taken, bytes too, and no answer comes.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = 65536


class Relay:
    """`target`: a unix socket's path, or host and port."""

    def __init__(self, target: str | tuple[str, int]) -> None:
        self.target = target
        self.flows = threading.Event()
        self.flows.set()
        self.sockets: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self._accept_from(self.listener)

    def freeze(self) -> None:
        self.flows.clear()

    def thaw(self) -> None:
        self.flows.set()

    def cut(self) -> None:
        """Nobody is there any more: what was open ends, what comes is refused."""
        self.listener.close()
        self._hang_up()
        self.flows.set()

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self._accept_from(self.listener)

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.cut()

    def _hang_up(self) -> None:
        while self.sockets:
            with suppress(OSError):
                self.sockets.pop().shutdown(socket.SHUT_RDWR)

    def _accept_from(self, listener: socket.socket) -> None:
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            if listener.fileno() < 0:  # closed while it waited
                near.close()
                return
            threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with suppress(OSError):
            far = self._reach()
            self.sockets += [near, far]
            threading.Thread(target=self._pump, args=(far, near), daemon=True).start()
            self._pump(near, far)

    def _reach(self) -> socket.socket:
        if isinstance(self.target, str):
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.target)
            return far
        return socket.create_connection(self.target)

    def _pump(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while chunk := here.recv(CHUNK):
                self.flows.wait()
                there.sendall(chunk)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay_to_database(host: str, port: str) -> Iterator[Relay]:
    """`host` and `port` as Django's settings have them."""
    number = int(port or 5432)
    relay = Relay(str(Path(host) / f".s.PGSQL.{number}") if host.startswith("/") else (host or "127.0.0.1", number))
    try:
        yield relay
    finally:
        relay.close()
