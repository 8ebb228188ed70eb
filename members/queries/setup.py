"""Whether the installation still waits for its first admin."""

from __future__ import annotations

from members.models import Community, SetupLink
from members.queries.invitations import digest


def is_set_up() -> bool:
    return Community.objects.filter(pk=1, set_up_at__isnull=False).exists()


def is_open(token: str) -> bool:
    """Can this one-time link still be used?"""
    return not is_set_up() and SetupLink.objects.filter(token_digest=digest(token), used_at=None).exists()
