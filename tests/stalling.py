"""A mail server that stops answering: at once, while it greets, or when it has the whole mail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DRIP = 0.05  # seconds between two bytes: each comes well before a timeout for one step would


@dataclass
class Stalling:
    """`arrived`: whole mails that it has and never acknowledges. `release()` lets everybody go."""

    port: int
    behave: Callable[[Stalling, socket.socket], None]
    arrived: list[bytes] = field(default_factory=list)
    connections: list[socket.socket] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                connection, _address = listening.accept()
                self.connections.append(connection)
                threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError):
            self.behave(self, connection)

    def release(self) -> None:
        self.over.set()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def silent(server: Stalling, _connection: socket.socket) -> None:
    server.over.wait()


def trickling(server: Stalling, connection: socket.socket) -> None:
    """A greeting that never ends, a byte at a time."""
    while not server.over.wait(DRIP):
        connection.sendall(b"2")


def silent_after_data(server: Stalling, connection: socket.socket) -> None:
    _take_mail(server, connection)
    server.over.wait()


def trickling_after_data(server: Stalling, connection: socket.socket) -> None:
    _take_mail(server, connection)
    trickling(server, connection)


def _take_mail(server: Stalling, connection: socket.socket) -> None:
    said = connection.makefile("rb")
    connection.sendall(b"220 here\r\n")
    while (line := said.readline()) and not line.upper().startswith(b"DATA"):
        connection.sendall(b"250 fine\r\n")
    connection.sendall(b"354 go on\r\n")
    server.arrived.append(b"".join(iter(said.readline, b".\r\n")))


@contextmanager
def stalling(behave: Callable[[Stalling, socket.socket], None]) -> Iterator[Stalling]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Stalling(listening.getsockname()[1], behave)
        thread = threading.Thread(target=server.serve, args=[listening], daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.release()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)
