"""Not meeting somebody. The other person is not told. Compares named members only, never masks."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from members.models import Block, Member
from members.rules import NotAllowed


@transaction.atomic
def block(*, blocker: Member, blocked: Member) -> None:
    """May be called twice."""
    if blocker == blocked:
        raise NotAllowed(_("You cannot block yourself."))
    Block.objects.get_or_create(blocker=blocker, blocked=blocked)


@transaction.atomic
def unblock(*, blocker: Member, blocked: Member) -> None:
    Block.objects.filter(blocker=blocker, blocked=blocked).delete()
