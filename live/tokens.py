"""What a page may listen to, signed by the web process and read by the one that speaks to pages.

A token holds no member's number and no name: a channel is named by a hash that only the two processes can make.
Imports no database: the process that speaks to pages has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "live.tokens"
SECONDS = 300  # that a token holds; then the page asks for another, and is looked at again


class Unreadable(ValueError):
    """Forged, cut or too old."""


@dataclass(frozen=True, slots=True)
class Token:
    """`person`: the channel of whoever listens; `topic`: that of a topic, or ""; `made_at`: seconds since 1970."""

    person: str
    topic: str
    made_at: float


def person_channel(member_id: int, key: str) -> str:
    return f"p{salted_hmac('live.person', str(member_id), secret=key, algorithm='sha256').hexdigest()[:24]}"


def topic_channel(topic_id: int) -> str:
    return f"t{topic_id}"


def make(*, person: str, topic: str, key: str, made_at: float) -> str:
    """`made_at`: no later than anything was read of whether they may listen: what ends afterwards ends this as well."""
    return signing.dumps([person, topic, made_at], key=key, salt=SALT, compress=False)


def read(value: str, *, key: str) -> Token:
    """Raises Unreadable."""
    try:
        person, topic, made_at = signing.loads(value, key=key, salt=SALT, max_age=SECONDS, fallback_keys=[])
        return Token(str(person), str(topic), float(made_at))
    except (signing.BadSignature, ValueError, TypeError):
        raise Unreadable from None
