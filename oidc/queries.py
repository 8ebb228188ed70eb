"""Reads of providers and of whom they sign in."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, QuerySet

from members.models import Member
from oidc import sealing
from oidc.models import Connection, Provider


def offered() -> QuerySet[Provider]:
    """What stands on the pages for signing in and joining."""
    return Provider.objects.filter(is_on=True).order_by("name", "pk")


def every_provider() -> QuerySet[Provider]:
    return Provider.objects.annotate(people=Count("connections")).order_by("name", "pk")


def with_lost_secrets() -> list[Provider]:
    """Those that are on and sign nobody in, because their client secret cannot be read."""
    found = []
    for provider in offered().filter(secret="").exclude(sealed_secret=""):
        try:
            sealing.secret_of(provider)
        except sealing.Unreadable:
            found.append(provider)
    return found


def connected(member: Member) -> QuerySet[Connection]:
    return Connection.objects.filter(member=member).select_related("provider").order_by("provider__name", "pk")


def not_connected(member: Member) -> QuerySet[Provider]:
    return offered().exclude(connections__member=member)


def whom(provider: Provider, subject: str) -> Connection | None:
    """Whom this account there signs in."""
    return Connection.objects.filter(provider=provider, subject=subject).select_related("member").first()


def left_outside(provider: Provider) -> int:
    """How many members could not come in any more without this provider."""
    elsewhere = Connection.objects.filter(member=OuterRef("member"), provider__is_on=True).exclude(provider=provider)
    addresses = EmailAddress.objects.filter(user=OuterRef("member"), verified=True)
    return (
        Connection.objects.filter(provider=provider, member__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .exclude(Exists(addresses) | Exists(elsewhere))
        .count()
    )
