"""Addresses that sent mail back for good."""

from __future__ import annotations

from notices.models import DeadAddress
from notices.rules import digest


def revive(*, address: str) -> bool:
    """Its owner has just confirmed it: mail is sent there again. Says whether it was dead."""
    return bool(DeadAddress.objects.filter(digest=digest(address)).delete()[0])
