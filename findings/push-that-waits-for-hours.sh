#!/bin/sh
# pywebpush 2.5.0: without a timeout a push waits 10,000 seconds (2 h 46 min) for the push service, not for a few.
#
# The timeout is handed on to requests as it is, so it is in seconds, though 10,000 looks like milliseconds. A worker that sends
# one push to a service that takes the connection and says nothing is gone for the rest of the afternoon.
# Seen: the session that send() is given is asked with timeout=10000; with timeout=5 it is asked with 5.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet pywebpush==2.5.0
"$place/venv/bin/python" - <<'PYTHON'
import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pywebpush import WebPusher


class Session:
    """Takes what requests would be asked."""

    def post(self, url, **asked):
        self.timeout = asked["timeout"]
        return type("Response", (), {"status_code": 201, "text": "", "headers": {}})()


def b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
subscription = {"endpoint": "https://push.example/one", "keys": {"p256dh": b64(point), "auth": b64(bytes(16))}}


def asked(**options: float) -> float:
    session = Session()
    WebPusher(subscription, requests_session=session).send(b"Hello", ttl=60, **options)
    return session.timeout


print("without a timeout:", asked(), "seconds; with one of 5:", asked(timeout=5))
assert asked() == 10000
assert asked(timeout=5) == 5
PYTHON
