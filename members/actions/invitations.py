"""Links that let one person join."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from activity.locks import lock
from members.models import Invitation, Member
from members.queries.invitations import digest
from members.rules import may_invite

VALID_FOR = timedelta(days=14)  # long enough for somebody who hesitates, short enough to be remembered


@transaction.atomic
def invite(*, by: Member, note: str = "") -> tuple[Invitation, str]:
    """A new invitation and its token. The token is shown once: only its digest is kept."""
    lock(Member.objects.all()).get(pk=by.pk)  # two at once cannot both be the last allowed
    may_invite(by)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        created_by=by, note=note.strip(), token_digest=digest(token), expires_at=timezone.now() + VALID_FOR
    )
    return made, token


@transaction.atomic
def withdraw(*, by: Member, invitation: Invitation) -> None:
    """Takes an unused invitation back. One of somebody else does not exist."""
    locked = lock(Invitation.objects.all()).get(pk=invitation.pk)
    if locked.created_by_id != by.pk and not by.is_staff:
        raise Invitation.DoesNotExist
    if locked.used_at is None and locked.withdrawn_at is None:
        locked.withdrawn_at = timezone.now()
        locked.save(update_fields=["withdrawn_at"])
