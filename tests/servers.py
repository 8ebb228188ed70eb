"""A real Valkey of a test's own, which it may kill, freeze and start again."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from community.embedded.place import scratch_place, socket_folder
from community.embedded.processes import Child, stop_all
from community.embedded.valkey import Valkey


@dataclass
class OwnValkey:
    server: Valkey
    child: Child

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        self.child.start()
        self.server.wait(self.child)

    def kill(self) -> None:
        self.child.kill_group()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, sign: signal.Signals) -> None:
        assert self.child.process is not None
        os.kill(self.child.process.pid, sign)


@contextmanager
def own_valkey() -> Iterator[OwnValkey]:
    with scratch_place() as place, socket_folder(place) as sockets:
        server = Valkey(place, sockets, durable=False)
        server.prepare()
        valkey = OwnValkey(server, server.child())
        try:
            valkey.start()
            yield valkey
        finally:
            valkey.thaw() if valkey.child.is_running else None
            stop_all([valkey.child])
