"""Mail to whoever wears a mask."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from masks.models import Mask
from masks.sealed.wearing import wearer
from members.models import Member


class Letter(Protocol):
    """What `post` can send. Neither method may keep, log or write down anything about whom it was given."""

    def is_wanted_by(self, member: Member) -> bool:
        """May it go to this member now? By the member's own choices, the budget, suspension and visibility."""

    def send_to(self, address: str) -> None:
        """Hands the letter to the mail server."""


class Undelivered(Exception):
    """The mail server said no. `code` is its answer, or 0 when it could not be asked."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    @property
    def is_final(self) -> bool:
        """A second try would be refused as well."""
        return 500 <= self.code < 600


def post(letter: Letter, mask: Mask | UUID) -> None:
    """Sends a letter to whoever wears the mask, inside the mail worker.

    It returns nothing in any case: a letter that was not wanted cannot be told from one that was sent. Raises
    Undelivered, which holds no address, neither in its text nor in the frames below it.
    """
    code = _hand_over(letter, mask.pk if isinstance(mask, Mask) else mask)
    if code is not None:
        raise Undelivered(code)


def _hand_over(letter: Letter, mask_id: UUID) -> int | None:
    member_id = wearer(mask_id)
    member = Member.objects.filter(pk=member_id).first() if member_id is not None else None
    if member is None or not member.email or not letter.is_wanted_by(member):
        return None
    try:
        letter.send_to(member.email)
    except Exception as error:  # any error of a mail backend may hold the address
        return _code(error)
    return None


def _code(error: Exception) -> int:
    refused = getattr(error, "recipients", None)  # smtplib: {address: (code, text)}
    if isinstance(refused, dict) and refused:
        return int(next(iter(refused.values()))[0])
    return int(getattr(error, "smtp_code", None) or getattr(error, "status_code", None) or 0)
