"""The sealed address to which a mail about a topic is answered: `reply+TOKEN@forum.example.org`.

It holds who answers in which topic, whether behind a mask, and until when, for us alone: as in `unsubscribe.py`, two
addresses have nothing in common, even of one person and one topic. Letters and digits of one case, since mail servers
turn the case as they like, and short enough for the 64 signs that stand before an at sign.
"""

from __future__ import annotations

import os
from base64 import b32decode, b32encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac

from writing.domains import ascii_domain

PURPOSE = "notices.reply"
HOLDS = timedelta(days=60)  # after that long whoever answers looks at the topic first
NUMBER_BYTES, DAY_BYTES, SALT_BYTES = 5, 2, 3
NAMED, MASKED, RETURN_PATH = range(3)
COMPLAINTS = "complaints"  # where a token would stand; no token is so short
NOBODY = 0  # of whom a return path tells nothing: mail to a mask


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who may answer by mail in which topic; of a return path, to whom the mail went that came back. `last_day` is
    counted since 1970.
    """

    member_id: int
    topic_id: int
    masked: bool
    last_day: int
    is_return_path: bool = False

    def is_over(self, now: datetime) -> bool:
        return _day(now) > self.last_day


def address(*, member_id: int, topic_id: int, masked: bool, now: datetime) -> str:
    """Another one each time; "" where mail is not received."""
    return _with_token(MASKED if masked else NAMED, member_id, topic_id, now)


def return_path(*, member_id: int, now: datetime) -> str:
    """Where a mail goes that cannot be delivered; "" where that is not read."""
    return _with_token(RETURN_PATH, member_id, 0, now) if settings.INBOUND_BOUNCES else ""


def _with_token(kind: int, member_id: int, topic_id: int, now: datetime) -> str:
    local, domain = _ours()
    return f"{local}+{_token(kind, member_id, topic_id, now)}@{domain}" if domain else ""


def _token(kind: int, member_id: int, topic_id: int, now: datetime) -> str:
    plain = (
        bytes([kind])
        + member_id.to_bytes(NUMBER_BYTES)
        + topic_id.to_bytes(NUMBER_BYTES)
        + _day(now + HOLDS).to_bytes(DAY_BYTES)
        + os.urandom(SALT_BYTES)
    )
    box = AESSIV(_key(settings.SECRET_KEY)).encrypt(plain, [PURPOSE.encode()])
    return b32encode(box).decode().rstrip("=").lower()


def read(to: str) -> Ticket | None:
    """What the address holds, also where its time is over; None for one that is not ours."""
    local, domain = _ours()
    before, _at, after = parseaddr(to)[1].rpartition("@")
    name, plus, value = before.partition("+")
    if not domain or not plus or (name.lower(), ascii_domain(after).lower()) != (local, domain):
        return None
    return _opened(value)


def is_for_complaints(to: str) -> bool:
    """Where providers send what their users marked as unwanted: an address without a secret, to be written down there."""
    local, domain = _ours()
    before, _at, after = parseaddr(to)[1].lower().rpartition("@")
    return bool(domain) and before == f"{local}+{COMPLAINTS}" and ascii_domain(after).lower() == domain


def is_ours(to: str) -> bool:
    return is_for_complaints(to) or read(to) is not None


def _opened(value: str) -> Ticket | None:
    try:
        box = b32decode(value.upper() + "=" * (-len(value) % 8))
    except ValueError:
        return None
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            plain = AESSIV(_key(secret)).decrypt(box, [PURPOSE.encode()])
        except (InvalidTag, ValueError):
            continue
        return _ticket(plain)
    return None


def _ticket(plain: bytes) -> Ticket:
    first, second = 1 + NUMBER_BYTES, 1 + 2 * NUMBER_BYTES
    return Ticket(
        member_id=int.from_bytes(plain[1:first]),
        topic_id=int.from_bytes(plain[first:second]),
        masked=plain[0] == MASKED,
        is_return_path=plain[0] == RETURN_PATH,
        last_day=int.from_bytes(plain[second : second + DAY_BYTES]),
    )


def _ours() -> tuple[str, str]:
    """What stands before and behind the at sign of the setting."""
    local, _at, domain = settings.INBOUND_ADDRESS.rpartition("@")
    return local.lower(), ascii_domain(domain).lower()


def _key(secret: str) -> bytes:
    return salted_hmac(PURPOSE, "box", secret=secret, algorithm="sha512").digest()


def _day(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp()) // 86_400
