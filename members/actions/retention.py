"""What is forgotten about how somebody came here: browsers, addresses, links that nobody used."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from activity import locks
from members.actions.browsers import NOWHERE
from members.models import Invitation

INVITATIONS_KEPT = timedelta(days=30)  # after they have run out: the list of one's own says so for as long


def forget_browsers() -> int:
    """From which address and with which browser somebody signed in; says of how many sessions."""
    limit = timezone.now() - timedelta(days=settings.KEEP_DAYS["addresses"])
    known = UserSession.objects.filter(created_at__lte=limit).exclude(ip=NOWHERE, user_agent="")
    return known.update(ip=NOWHERE, user_agent="")


def forget_invitations() -> int:
    """Links that nobody used, with the note on them."""
    over = Invitation.objects.filter(used_by=None, expires_at__lt=timezone.now() - INVITATIONS_KEPT)
    return locks.delete_free(over)
