"""The signed address that stops one kind of message with one click, without signing in (RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse

from notices.kinds import KINDS

SALT = "notices.stop"


class Unreadable(ValueError):
    """The address was cut, changed or made elsewhere."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose mail of which kind."""

    member_id: int
    kind: str


def token(member_id: int, kind: str) -> str:
    """It holds for ever: a mail of years ago must still be able to stop the next one."""
    return signing.dumps([member_id, kind], salt=SALT)


def read(value: str) -> Stop:
    """Raises Unreadable."""
    try:
        member_id, kind = signing.loads(value, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise Unreadable from error
    if kind not in KINDS or not KINDS[kind].is_choosable:
        raise Unreadable(kind)
    return Stop(member_id=int(member_id), kind=kind)


def url(member_id: int, kind: str) -> str:
    return settings.SITE_URL + reverse("notices:stop", args=[token(member_id, kind)])
