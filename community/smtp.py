"""SMTP with an end: a whole connection takes `EMAIL_DEADLINE` seconds at most.

`EMAIL_TIMEOUT` bounds one step, and a server that sends a byte now and then takes as many steps as it likes.
"""

from __future__ import annotations

import smtplib
import socket
import threading
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend as Smtp


class _Watch:
    """Hangs up when the time is over, with a second handle: the first is handed over to TLS, which nobody may touch
    from outside.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._connection = connected.dup()
        self._timer = threading.Timer(settings.EMAIL_DEADLINE, self._hang_up)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()
        self._connection.close()

    def _hang_up(self) -> None:
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()


class _Bounded(smtplib.SMTP):
    _watch: _Watch | None = None
    answer = ""  # what the server said when it had the whole of the last mail

    def data(self, msg: Any) -> tuple[int, bytes]:
        code, words = super().data(msg)
        self.answer = f"{code} {words.decode(errors='replace')}"
        return code, words

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._watch = _Watch(connected)
        return connected

    def close(self) -> None:
        super().close()
        if self._watch is not None:
            self._watch.end()


class _BoundedTls(smtplib.SMTP_SSL, _Bounded):
    """In this order: `SMTP_SSL` wraps the socket that `_Bounded` watches."""


class EmailBackend(Smtp):
    @property
    def connection_class(self) -> Any:
        return _BoundedTls if self.use_ssl else _Bounded

    @property
    def answer(self) -> str:
        """To the last mail of the connection that is open."""
        return getattr(self.connection, "answer", "")
