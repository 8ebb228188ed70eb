"""Addresses that sent mail back for good."""

from __future__ import annotations

from notices.models import DeadAddress


def bury(*, address: str, reply: str) -> None:
    """Nothing is mailed there any more."""
    DeadAddress.objects.get_or_create(digest=DeadAddress.digest_of(address), defaults={"reply": reply})


def revive(*, address: str) -> bool:
    """Its owner has just confirmed it: mail is sent there again. Says whether it was dead."""
    return bool(DeadAddress.objects.of(address).delete()[0])
