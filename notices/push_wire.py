"""One notification on its way to a push service: encrypted for the browser, signed by us, never to an address inside.

A browser says where its service is, so anybody can say so of any machine. Only https to a public name is taken
(web/outside.py). No redirect is followed, and of the answer only its status is read.
"""

from __future__ import annotations

import http.client
from enum import Enum
from urllib.parse import urlsplit

from notices import push_key
from web import outside

PATIENCE = 5.0  # seconds for each step
DEADLINE = 10.0  # seconds for all of it; a worker has them for each device that one member may have
LONGEST_ENDPOINT = 1000
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
        to = outside.target(value)
    except outside.Unreached:
        return False
    return len(value) <= LONGEST_ENDPOINT and to.scheme == "https"


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
    """The status that it answers, or TimeoutError."""
    parts = urlsplit(endpoint)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    to = outside.Target("https", parts.hostname or "", parts.port or 443, path)
    return outside.ask(
        "POST", to, lambda answer: answer.status, seconds=DEADLINE, body=body, headers=headers, patience=PATIENCE
    )
