"""Takes mails in: at a local port, from a mailbox, or both, until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inbound import door, mailbox


class Command(BaseCommand):
    help = "Takes answers by mail, as INBOUND_LISTEN and INBOUND_IMAP say, until it is told to end."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INBOUND_ADDRESS:
            raise CommandError("INBOUND_ADDRESS is not set: no mail can be answered.")
        if not settings.INBOUND_LISTEN and not settings.INBOUND_IMAP:
            raise CommandError("Set INBOUND_LISTEN or INBOUND_IMAP: there is nowhere to take mails from.")
        asyncio.run(self._run(settings.INBOUND_LISTEN, settings.INBOUND_IMAP))

    async def _run(self, listen: Any, box: Any) -> None:
        stop, stopped = asyncio.Event(), threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        watching = None
        if box is not None:
            watching = threading.Thread(target=mailbox.watch, args=(box, stopped), name="mailbox", daemon=True)
            watching.start()
        try:
            await (
                door.serve(listen.protocol, listen.host, listen.port, stop, ready=self._say)
                if listen is not None
                else stop.wait()
            )
        except OSError as error:
            raise CommandError(f"Nothing can listen there: {error.strerror}.") from None
        finally:
            stopped.set()
        if watching is not None:
            await asyncio.to_thread(watching.join, door.LAST_WORDS)

    def _say(self, port: int) -> None:
        self.stdout.write(f"Mail is taken at port {port}.")
