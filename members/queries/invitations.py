"""Which invitations can be used, and whose they are."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from members.models import Invitation, Member

# A sign-up that was begun with an invitation and not confirmed holds it for so long; then the next may have it.
HELD_FOR = timedelta(hours=1)


def digest(token: str) -> str:
    """What is kept of a token. The tokens are 256 random bits, so a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_usable(invitation: Invitation) -> bool:
    now = timezone.now()
    if invitation.withdrawn_at or invitation.used_at or invitation.expires_at <= now:
        return False
    holder = invitation.used_by
    return holder is None or (holder.approved_at is None and holder.joined_at < now - HELD_FOR)


def by_token(token: str) -> Invitation | None:
    """The invitation behind a link while it can be used."""
    found = Invitation.objects.filter(token_digest=digest(token)).select_related("created_by", "used_by").first()
    return found if found is not None and is_usable(found) else None


def made_by(member: Member) -> QuerySet[Invitation]:
    return Invitation.objects.filter(created_by=member).select_related("used_by").order_by("-created_at", "-id")
