"""Who may be erased, and when."""

from __future__ import annotations

from django.utils.translation import gettext as _

from members.models import Member
from members.rules import NotAllowed
from privacy.models import Erasure


def may_go(member: Member) -> None:
    """Anybody, also whoever may not write, but the last who looks after the whole: then nobody could help the others."""
    if not member.is_person:
        raise NotAllowed(_("This account is nobody’s to erase."))
    if is_last_admin(member):
        raise NotAllowed(
            _(
                "You are the only admin here. Please make somebody else an admin first, so that the others are not left alone."
            )
        )


def is_last_admin(member: Member) -> bool:
    """The account is asked, not what this request may do with it: an admin without a second lock is one all the same."""
    leaving = Erasure.objects.filter(done_at=None).values("member")
    admins = Member.objects.people().filter(is_staff=True)
    others = admins.exclude(pk=member.pk).exclude(pk__in=leaving)
    return admins.filter(pk=member.pk).exists() and not others.exists()
