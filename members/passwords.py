"""One hash, whoever is meant: the time of an answer must not tell which accounts exist, or which have a password."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from members.models import Member


def fits(member: Member | None, password: str) -> bool:
    if member is None or not member.has_usable_password():
        make_password(password)
        return False
    return member.check_password(password)
