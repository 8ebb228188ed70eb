"""One notification on its way to a push service: encrypted for the browser, signed by us, never to an address inside.

A browser says where its service is, so anybody can say so of any machine. Only https to a public name is taken; the
name is looked up here, and the connection goes to the very address that was looked at. No redirect is followed, and of
the answer only its status is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from concurrent.futures import Future
from contextlib import suppress
from enum import Enum
from functools import cache
from threading import Thread
from urllib.parse import urlsplit

from notices import push_key

PATIENCE = 5.0  # seconds for each step
DEADLINE = 10.0  # seconds for all of it; a worker has them for each device that one member may have
LONGEST_ENDPOINT = 1000
LONGEST_LABEL = 63  # of a name, between its dots (RFC 1035); Python's own look-up raises ValueError over it
BLOCK_BYTES = 1024  # what is sent is filled up to whole ones, so that its length says nothing
KEEPS_SECONDS = 3 * 24 * 3600  # how long the service holds it for a telephone that is off


class Outcome(Enum):
    TAKEN = "taken"
    GONE = "gone"  # the browser let the subscription go
    REFUSED = "refused"


class Unreached(Exception):
    """No device took it, for now."""


class NoDevice(Exception):
    """Every device let its subscription go, for certain."""


def is_endpoint(value: str) -> bool:
    """Can this be the address of a push service? Public names alone, by https, at its usual port."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    name = (parts.hostname or "").removesuffix(".")
    return (
        len(value) <= LONGEST_ENDPOINT
        and value.isascii()
        and value.isprintable()
        and " " not in value
        and parts.scheme == "https"
        and parts.username is None
        and port in (None, 443)
        and "." in name
        and all(1 <= len(label) <= LONGEST_LABEL for label in name.split("."))
        and not _is_address(name)
    )


def _is_address(name: str) -> bool:
    """An address in figures, in any of their spellings: the last part of a public name begins with a letter."""
    return ":" in name or not name.rpartition(".")[2][:1].isalpha()


def send(*, endpoint: str, p256dh: str, auth: str, payload: bytes, topic: str) -> Outcome:
    """Hands it over. `topic`: a later one of the same name takes the place of one that still waits there."""
    from pywebpush import WebPusher  # with its HTTP libraries it weighs 30 MB: the mail worker alone loads it

    filled = payload.ljust(-(-len(payload) // BLOCK_BYTES) * BLOCK_BYTES)
    keys = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    body = WebPusher(keys).encode(filled)["body"]
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/notification+json",
        "TTL": str(KEEPS_SECONDS),
        "Urgency": "normal",
        "Topic": topic,
    }
    try:
        status = _post(endpoint, body, headers | push_key.signed_for(endpoint))
    except (OSError, ValueError, http.client.HTTPException):  # ValueError: a name that cannot be looked up
        return Outcome.REFUSED
    if status in (404, 410):
        return Outcome.GONE
    return Outcome.TAKEN if 200 <= status < 300 else Outcome.REFUSED


def _post(endpoint: str, body: bytes, headers: dict[str, str]) -> int:
    """The status that it answers, or TimeoutError: a name that is looked up for long, or a byte now and then, would
    never run out of PATIENCE. So it has a thread, which is left alone at the deadline and soon ends.
    """
    parts = urlsplit(endpoint)
    connection = _Pinned(parts.hostname or "", parts.port or 443, timeout=PATIENCE, context=_context())
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    status: Future[int] = Future()
    Thread(target=_ask, args=(status, connection, target, body, headers), daemon=True).start()
    try:
        return status.result(DEADLINE)
    finally:
        connection.end()


def _ask(
    status: Future[int], connection: http.client.HTTPConnection, target: str, body: bytes, headers: dict[str, str]
) -> None:
    try:
        connection.request("POST", target, body, headers)
        status.set_result(connection.getresponse().status)
    except BaseException as error:  # it is raised where somebody waits for it
        status.set_exception(error)
    finally:
        connection.close()


class _Pinned(http.client.HTTPSConnection):
    """Connects to an address that was looked at; a name may point elsewhere a moment later."""

    is_over = False

    def connect(self) -> None:
        address = _address_outside(self.host, self.port)
        raw = socket.create_connection((address, self.port), self.timeout)
        self.sock = _context().wrap_socket(raw, server_hostname=self.host)
        if self.is_over:  # looked at after there is something to end, which `end` does the other way round
            raise TimeoutError

    def end(self) -> None:
        """Whoever waits at it in another thread waits no longer."""
        self.is_over = True
        with suppress(OSError):
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)


def _address_outside(name: str, port: int) -> str:
    """Raises OSError where the name leads, with any of its addresses, to somewhere that is not the public network."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(is_outside, found)):
        raise OSError("not a public address")
    return found[0]


NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_outside(address: str) -> bool:
    """Is it a public address, and none that stands for one of the old kind?"""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and (
        found.ipv4_mapped or found.sixtofour or found.teredo or found in NAT64
    ):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


@cache
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()
