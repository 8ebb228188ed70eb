"""Whether somebody has asked to be erased."""

from __future__ import annotations

from members.models import Member
from privacy.models import Erasure


def asked_by(member: Member) -> Erasure | None:
    return Erasure.objects.filter(member=member).first()
