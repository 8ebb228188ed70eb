"""The local port at which a mail server hands mails over, by LMTP or SMTP. It is not for the open network.

What is too big, too slow or too much is refused at once, an address that is not ours for good (550). While the database
is away it says so (451), and the mail server brings the mail again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from inbound.actions.handing import Handed, hand_over
from notices import reply_address

LARGEST = 10 * 2**20  # bytes of one mail; what hangs on it is not kept, but comes along
LONGEST_LINE = 2**16  # bytes; more than the 998 of RFC 5322, which not every program keeps to
MOST_RECIPIENTS = 10  # of one mail
MOST_AT_ONCE = 10  # connections
PATIENCE = 60.0  # seconds for the next line of whoever is connected
THREADS = 2
LAST_WORDS = 20.0  # seconds for mails that are in hand when we are told to end

ANSWERS = {
    Handed.DONE: "250 2.0.0 OK",
    Handed.UNKNOWN: "550 5.1.1 There is no such address here.",
    Handed.LATER: "451 4.3.0 Not now, please try again later.",
}


class Handler:
    """What aiosmtpd asks."""

    def __init__(self, *, per_recipient: bool) -> None:
        self._per_recipient = per_recipient
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail-in")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not reply_address.is_ours(address):
            return ANSWERS[Handed.UNKNOWN]
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients."
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """LMTP wants one line for each recipient (RFC 2033), SMTP one for all."""
        sender = (envelope.mail_from or "").strip("<>")
        loop, raw = asyncio.get_running_loop(), bytes(envelope.original_content or b"")
        handed = [await loop.run_in_executor(self._threads, hand_over, raw, to, sender) for to in envelope.rcpt_tos]
        if self._per_recipient:
            return "\r\n".join(ANSWERS[each] for each in handed)
        return ANSWERS[next((each for each in (Handed.LATER, Handed.DONE) if each in handed), Handed.UNKNOWN)]

    async def handle_VRFY(self, server: SMTP, session: Session, envelope: Envelope, address: str) -> str:
        return "252 2.0.0 Send it and see."

    async def handle_exception(self, error: Exception) -> str:
        return ANSWERS[Handed.LATER]

    def end(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)


def _bounded(kind: type[SMTP], open_now: set[Any]) -> type[SMTP]:
    """The protocol, with a bound on how many are connected."""

    class Bounded(kind):  # type: ignore[misc, valid-type]
        line_length_limit = LONGEST_LINE

        def connection_made(self, transport: Any) -> None:
            if len(open_now) >= MOST_AT_ONCE:
                transport.write(b"421 4.3.2 Too many are connected, please try again later.\r\n")
                transport.close()
                return
            open_now.add(self)
            super().connection_made(transport)

        def connection_lost(self, error: Exception | None) -> None:
            if self in open_now:
                open_now.discard(self)
                super().connection_lost(error)

    return Bounded


async def serve(
    protocol: str, host: str, port: int, stop: asyncio.Event, *, ready: Callable[[int], None] = lambda port: None
) -> None:
    """Until `stop`; `protocol` is "lmtp" or "smtp". `ready` is told the port."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # the library writes down who wrote to whom
    handler, open_now = Handler(per_recipient=protocol == "lmtp"), set[Any]()
    bounded = _bounded(LMTP if protocol == "lmtp" else SMTP, open_now)
    loop = asyncio.get_running_loop()

    def answering() -> SMTP:
        return bounded(
            handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname="murmuration",
            ident="Murmuration",
            timeout=PATIENCE,
            loop=loop,
        )

    server = await loop.create_server(answering, host, port)
    ready(server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()
    for _second in range(int(LAST_WORDS)):
        if not open_now:
            break
        await asyncio.sleep(1)
    handler.end()
