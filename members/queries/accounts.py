"""Whose account is meant by what somebody typed at the door."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from members.models import Member
from writing.domains import one_spelling


def by_login(typed: str) -> Member | None:
    """The account with this address or name."""
    return by_address(typed) if "@" in typed else _by_handle(typed)


def by_address(address: str) -> Member | None:
    """At most one: whoever confirmed the address, else whoever signed up with it. As many questions for each."""
    key = one_spelling(address)
    confirmed = EmailAddress.objects.filter(email=key, verified=True).select_related("user").first()
    given = Member.objects.alias(key=Lower("email")).filter(key=key).first()
    return confirmed.user if confirmed else given


def _by_handle(handle: str) -> Member | None:
    return Member.objects.alias(key=Lower("handle")).filter(key=handle.strip().lower()).first()
