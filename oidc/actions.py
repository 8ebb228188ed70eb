"""Setting providers up, and connecting people with their accounts there. Nothing here asks a provider: no row waits for it."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activity import locks
from activity.record import record
from members.models import Member
from members.rules import NotAllowed
from oidc import rules
from oidc.models import Connection, Provider

LONGEST_SLUG = 40  # characters before a number


# --- providers ---------------------------------------------------------------------------------------------------


@transaction.atomic
def add(*, by: Member, name: str, document: dict[str, Any], keys: list[dict[str, Any]]) -> Provider:
    """A new one, switched off. Raises NotAllowed where there is one with that issuer."""
    rules.may_set_up(by)
    try:
        with transaction.atomic():
            provider = Provider.objects.create(
                name=name, slug=_free_slug(name), issuer=document["issuer"], document=document, keys=keys
            )
    except IntegrityError:  # or its form was sent twice at once
        raise NotAllowed(_("That provider is here already.")) from None
    record(verb="provider.added", actor=by, target=provider, data={"fields": [name]})
    return provider


def _free_slug(name: str) -> str:
    start = slugify(name)[:LONGEST_SLUG] or "provider"
    tries = (start if number == 1 else f"{start}-{number}" for number in count(1))
    return next(slug for slug in tries if not Provider.objects.filter(slug=slug).exists())


@transaction.atomic
def change(*, by: Member, provider: Provider, name: str, client_id: str, secret: str | None) -> Provider:
    """`secret` None: it stays. The ledger says which of them changed, and none of their values."""
    rules.may_set_up(by)
    locked = locks.lock(Provider.objects.all()).get(pk=provider.pk)
    given = {"name": name, "client_id": client_id} | ({} if secret is None else {"secret": secret})
    changed = sorted(field for field, value in given.items() if getattr(locked, field) != value)
    for field in changed:
        setattr(locked, field, given[field])
    if locked.is_on:
        rules.may_be_used(locked)
    if {"client_id", "secret"} & set(changed):
        locked.tried_at = None
    locked.save()
    if changed:
        record(verb="provider.changed", actor=by, target=locked, data={"fields": [locked.name, *changed]})
    return locked


@transaction.atomic
def switch(*, by: Member, provider: Provider, on: bool) -> None:
    rules.may_set_up(by)
    locked = locks.lock(Provider.objects.all()).get(pk=provider.pk)
    if on:
        rules.may_be_used(locked)
    if locked.is_on != on:
        locked.is_on = on
        locked.save(update_fields=["is_on"])
        verb = "provider.switched_on" if on else "provider.switched_off"
        record(verb=verb, actor=by, target=locked, data={"fields": [locked.name]})


@transaction.atomic
def remove(*, by: Member, provider: Provider) -> None:
    """With all its connections: whoever came in by it uses another way."""
    rules.may_set_up(by)
    locked = locks.lock(Provider.objects.all()).get(pk=provider.pk)
    locks.delete(Connection.objects.filter(provider=locked))
    record(verb="provider.removed", actor=by, target=locked, data={"fields": [locked.name]})
    locked.delete()


def heard(*, provider: Provider, document: dict[str, Any] | None = None, keys: list[dict[str, Any]]) -> None:
    """What it says of itself now."""
    fresh: dict[str, Any] = {"keys": keys, "read_at": timezone.now()} | (
        {} if document is None else {"document": document}
    )
    Provider.objects.filter(pk=provider.pk).update(**fresh)
    for field, value in fresh.items():
        setattr(provider, field, value)


def tried(*, provider: Provider) -> None:
    """An admin went there and came back."""
    Provider.objects.filter(pk=provider.pk).update(tried_at=timezone.now())


# --- people ------------------------------------------------------------------------------------------------------


@transaction.atomic
def connect(*, member: Member, provider: Provider, subject: str) -> Connection:
    """From now on this account there signs them in. Raises NotAllowed where it signs in somebody else."""
    found = Connection.objects.filter(provider=provider, subject=subject).first()
    if found is not None and found.member_id == member.pk:
        return found
    if found is not None:
        raise NotAllowed(_("That account already signs in somebody else here."))
    try:
        with transaction.atomic():
            made = Connection.objects.create(member=member, provider=provider, subject=subject)
    except IntegrityError:  # somebody connected it meanwhile, or they have another one there
        raise NotAllowed(
            _("One account at %(provider)s is enough. Disconnect the other one first.") % {"provider": provider.name}
        ) from None
    record(verb="member.connected", actor=member, target=member, data={"provider": provider.pk})
    return made


@transaction.atomic
def disconnect(*, connection: Connection) -> None:
    """Raises NotAllowed where it is their only way in."""
    locked = locks.lock(Member.objects.all()).get(pk=connection.member_id)  # two at once must not both be let go
    connection.member = locked
    rules.may_disconnect(connection)
    locks.delete(Connection.objects.filter(pk=connection.pk))
    record(verb="member.disconnected", actor=locked, target=locked, data={"provider": connection.provider_id})


def used(*, connection: Connection) -> None:
    today = timezone.now().date()
    Connection.objects.filter(pk=connection.pk).exclude(used_on=today).update(used_on=today)
