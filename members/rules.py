"""Who may do what with people, and the refusal that every app raises."""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.models import Block, Member, Suspension


class NotAllowed(Exception):
    """A refusal. `str(error)` is a sentence for the person who reads it."""


def may_write(member: Member) -> None:
    """Passes where this account may write at all: approved, active, not suspended."""
    if not member.is_active or not member.is_person:
        raise NotAllowed(_("This account cannot write."))
    if member.approved_at is None:
        raise NotAllowed(_("An admin has not said yes to this account yet. You will get a mail."))
    suspension = Suspension.objects.in_force().filter(member=member).order_by("-until").first()
    if suspension is not None:
        raise NotAllowed(
            _("You cannot write until %(until)s. The reason given: %(reason)s")
            % {"until": suspension.until.strftime("%d %B %Y, %H:%M UTC"), "reason": suspension.reason}
        )


def blocks_between(one: Member, other: Member) -> bool:
    """Does either of the two block the other?"""
    return Block.objects.filter(blocker__in=[one, other], blocked__in=[one, other]).exists()
