"""Going to an address that a stranger named, and never to a machine inside.

The name is looked up here, every address that it has must be of the public network, and the connection goes to the very
address that was looked at: a name may point elsewhere a moment later.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from threading import Thread
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

Answer = TypeVar("Answer")
PORTS = {"https": 443, "http": 80}
PATIENCE = 5.0  # seconds for each step
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2000
LONGEST_LABEL = 63  # of a name, between its dots (RFC 1035); Python's own look-up raises ValueError over it
CHUNK = 64 * 1024

# What stands for an address of the old kind, or is of no network: a gateway may lead from there to inside.
_STAND_INS = tuple(
    map(
        ipaddress.ip_network,
        (
            *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"),
            *("2001::/23", "fec0::/10", "5f00::/16", "3fff::/20", "192.88.99.0/24"),
        ),
    )
)


class Unreached(Exception):
    """Not there, not allowed, too large or too slow: which of it is nobody's business outside."""


@dataclass(frozen=True, slots=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str  # with what follows the "?"
    is_known: bool = False  # whoever runs the server named it: it may be inside


# --- where it may go -----------------------------------------------------------------------------------------


def is_outside(address: str) -> bool:
    """Is it a public address, and none that stands for one of the old kind?"""
    found = ipaddress.ip_address(address.partition("%")[0])
    if any(found.version == net.version and found in net for net in _STAND_INS):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def is_public_name(host: str) -> bool:
    """A name, and no address in figures in any of their spellings: the last part of a public name begins with a letter."""
    labels = host.removesuffix(".").split(".")
    is_whole = len(labels) > 1 and all(0 < len(label) <= LONGEST_LABEL for label in labels)
    return is_whole and ":" not in host and labels[-1][:1].isalpha()


def target(url: str) -> Target:
    """Where it leads, if that is a page of the web at its usual port. Raises Unreached."""
    to = _read_as(url)
    if to.port != PORTS[to.scheme] or not is_public_name(to.host):
        raise Unreached
    return to


def inside(url: str) -> Target:
    """The same for an address at a place that the settings of this installation name: any machine, any port."""
    return replace(_read_as(url), is_known=True)


def _read_as(url: str) -> Target:
    """Wherever that is. Raises Unreached for what is no address of a web server, or can be read in two ways."""
    is_plain = len(url) <= LONGEST_ADDRESS and url.isascii() and url.isprintable() and not set(url) & set(" \\")
    try:
        parts = urlsplit(url)
        usual, port = PORTS[parts.scheme], parts.port
    except (ValueError, KeyError):
        raise Unreached from None
    if not is_plain or not parts.hostname or "@" in parts.netloc:
        raise Unreached
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, parts.hostname, usual if port is None else port, f"{parts.path or '/'}{query}")


def address_of(name: str, port: int) -> str:
    """Raises OSError where the name leads, with any of its addresses, to somewhere that is not the public network."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(is_outside, found)):
        raise OSError("not a public address")
    return found[0]


# --- going there ---------------------------------------------------------------------------------------------


class Connection(http.client.HTTPConnection):
    """To an address that was looked at. `end` may be called from another thread, at any time."""

    is_over = False
    is_known = False  # one of ours, wherever its name leads
    line: socket.socket | None = None  # `sock` is None as soon as an answer begins that ends with the connection

    def connect(self) -> None:
        where = self.host if self.is_known else address_of(self.host, self.port)
        raw = socket.create_connection((where, self.port), self.timeout)
        self.sock = self.line = self.wrapped(raw)
        if self.is_over:  # looked at after there is something to end, which `end` does the other way round
            raise TimeoutError
        if isinstance(self.line, ssl.SSLSocket):
            self.line.do_handshake()  # now that it can be ended

    def wrapped(self, raw: socket.socket) -> socket.socket:
        return raw

    def end(self) -> None:
        """Whoever waits at it in another thread waits no longer."""
        self.is_over = True
        with suppress(OSError):
            if self.line is not None:
                self.line.shutdown(socket.SHUT_RDWR)


class Encrypted(Connection):
    def wrapped(self, raw: socket.socket) -> ssl.SSLSocket:
        return context().wrap_socket(raw, server_hostname=self.host, do_handshake_on_connect=False)


@cache
def context() -> ssl.SSLContext:
    return ssl.create_default_context()


def ask(
    method: str,
    to: Target,
    read: Callable[[http.client.HTTPResponse], Answer],
    *,
    seconds: float,
    body: bytes | None = None,
    headers: Mapping[str, str],
    patience: float = PATIENCE,
) -> Answer:
    """What `read` makes of the answer, or TimeoutError: a name that is looked up for long, or a byte now and then, would
    never run out of the patience for one step. So it has a thread, which is left alone at the deadline and soon ends.
    """
    make = Encrypted if to.scheme == "https" else Connection
    connection = make(to.host, to.port, timeout=min(patience, seconds))
    connection.is_known = to.is_known
    answer: Future[Answer] = Future()
    Thread(target=_ask, args=(answer, connection, method, to.path, read, body, dict(headers)), daemon=True).start()
    try:
        return answer.result(seconds)
    finally:
        connection.end()


def _ask(
    answer: Future[Answer],
    connection: Connection,
    method: str,
    path: str,
    read: Callable[[http.client.HTTPResponse], Answer],
    body: bytes | None,
    headers: dict[str, str],
) -> None:
    try:
        connection.request(method, path, body, headers)
        answer.set_result(read(connection.getresponse()))
    except BaseException as error:  # it is raised where somebody waits for it
        answer.set_exception(error)
    finally:
        connection.close()


# --- bringing something back ---------------------------------------------------------------------------------


def fetch(url: str, *, seconds: float, most: int) -> bytes:
    """What lies at the address, in so many seconds for all of it. Raises Unreached."""
    ends = time.monotonic() + seconds
    for _ in range(1 + MOST_REDIRECTS):
        answer = _fetched(url, ends - time.monotonic(), most)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise Unreached


def _fetched(url: str, seconds: float, most: int) -> bytes | str:
    """The body, or where it is said to be instead."""
    to = target(url)
    if seconds <= 0:
        raise Unreached
    headers = {"Accept": "image/*", "Accept-Encoding": "identity"}
    try:
        return ask("GET", to, lambda response: _read(response, most), seconds=seconds, headers=headers)
    except (OSError, ValueError, http.client.HTTPException):
        raise Unreached from None


def _read(response: http.client.HTTPResponse, most: int) -> bytes | str:
    if response.status in (301, 302, 303, 307, 308):
        return response.getheader("Location") or ""
    if response.status != 200 or int(response.getheader("Content-Length") or 0) > most:
        raise Unreached
    content = b""
    while chunk := response.read(CHUNK):
        content += chunk
        if len(content) > most:
            raise Unreached
    return content
