"""Whose account is meant by what somebody typed at the door."""

from __future__ import annotations

import unicodedata

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from members.handles import handle_from
from members.models import Member
from writing.domains import one_spelling


def by_login(typed: str) -> Member | None:
    """The account with this address or name."""
    typed = typed.strip().removeprefix("@")
    return by_address(typed) if "@" in typed else _by_handle(typed)


def by_address(address: str) -> Member | None:
    """At most one: whoever confirmed the address, else whoever signed up with it. As many questions for each."""
    key = one_spelling(address)
    confirmed = EmailAddress.objects.filter(email=key, verified=True).select_related("user").first()
    given = Member.objects.alias(key=Lower("email")).filter(key=key).first()
    return confirmed.user if confirmed else given


def _by_handle(typed: str) -> Member | None:
    """Whose handle it is as it stands, else what its letters make one: “José B” is jose-b. What only looks like a
    handle is none.
    """
    plain = unicodedata.normalize("NFC", typed).lower()
    found = {
        member.handle.lower(): member
        for member in Member.objects.alias(key=Lower("handle")).filter(key__in={plain, handle_from(typed)})
    }
    return found.get(plain) or found.get(handle_from(typed))
