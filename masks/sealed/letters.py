"""Mail to whoever wears a mask."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from masks.models import Mask
from masks.sealed.wearing import wearer
from members import bounces
from members.bounces import Bounce
from members.models import Member


class Letter(Protocol):
    """What `post` can send. Neither method may keep, log or write down anything about whom it was given."""

    def is_wanted_by(self, member: Member) -> bool:
        """May it go to this member now? By the member's own choices, the budget, suspension and visibility."""

    def send_to(self, address: str) -> None:
        """Hands the letter to the mail server."""


class Undelivered(Exception):
    """The mail server said no."""

    def __init__(self, bounce: Bounce) -> None:
        super().__init__(bounce.code)
        self.bounce = bounce


def post(letter: Letter, mask: Mask | UUID) -> None:
    """Sends a letter to whoever wears the mask, inside the mail worker.

    It returns nothing in any case: a letter that was not wanted cannot be told from one that was sent. Raises
    Undelivered, which holds no address, neither in its text nor in the frames below it.
    """
    bounce = _hand_over(letter, mask.pk if isinstance(mask, Mask) else mask)
    if bounce is not None:
        raise Undelivered(bounce)


def _hand_over(letter: Letter, mask_id: UUID) -> Bounce | None:
    member_id = wearer(mask_id)
    member = Member.objects.filter(pk=member_id).first() if member_id is not None else None
    if member is None or not member.email or not letter.is_wanted_by(member):
        return None
    try:
        letter.send_to(member.email)
    except Exception as error:  # any error of a mail backend may hold the address
        return bounces.read(error)
    return None
