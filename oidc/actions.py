"""Setting providers up, and connecting people with their accounts there. Nothing here asks a provider: no row waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from activity import locks
from activity.record import record
from members.actions import shaping
from members.models import Member
from members.rules import NotAllowed
from oidc import rules, sealing
from oidc.models import Connection, Provider

LONGEST_SLUG = 40  # characters before a number
# So long after an upgrade what the version of before wrote lies as it came: while both run, and where somebody goes back.
BOTH_READ_IT = timedelta(days=1)
SEALS_SINCE = "0002_sealed_secret"


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
def change(
    *,
    by: Member,
    provider: Provider,
    name: str | None,
    client_id: str | None,
    secret: str | None,
    shown: Mapping[str, str] = shaping.NOTHING,
) -> Provider:
    """What is None stays. The ledger says which of them changed, and none of their values. `shown` are the words that stood
    in the form when it was opened. Raises Overtaken where somebody else has changed the same since.
    """
    rules.may_set_up(by)
    locked = locks.lock(Provider.objects.all()).get(pk=provider.pk)
    given = {"name": name, "client_id": client_id}
    shaping.not_overtaken(locked, {field: value for field, value in given.items() if value is not None}, shown)
    changed = sorted(field for field, value in given.items() if value not in (None, getattr(locked, field)))
    for field in changed:
        setattr(locked, field, given[field])
    if secret is not None and _is_another(locked, secret):
        locked.secret, locked.sealed_secret = "", sealing.sealed(secret)
        changed.append("secret")
    if locked.is_on:
        rules.may_be_used(locked)
    if {"client_id", "secret"} & set(changed):
        locked.tried_at = None
    locked.save()
    if changed:
        record(verb="provider.changed", actor=by, target=locked, data={"fields": [locked.name, *changed]})
    return locked


def _is_another(provider: Provider, secret: str) -> bool:
    try:
        return sealing.secret_of(provider) != secret
    except sealing.Unreadable:
        return True


@transaction.atomic
def switch(*, by: Member, provider: Provider, on: bool) -> None:
    rules.may_set_up(by)
    locked = locks.lock(Provider.objects.all()).get(pk=provider.pk)
    if on:
        rules.may_be_used(locked)
        rules.can_be_opened(locked)
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


def seal_secrets() -> int:
    """Seals what an older version wrote, once nobody goes back to it, and seals anew what a key of before sealed; a daily
    task. Says how many.
    """
    rows = Provider.objects.exclude(secret="", sealed_secret="").order_by("pk")
    return sum(_seal(pk) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def _seal(pk: int) -> bool:
    row = locks.lock_free(Provider.objects.filter(pk=pk)).first()
    if row is None or (_is_news() if row.secret else sealing.is_of_today(row)):
        return False
    try:
        row.secret, row.sealed_secret = "", sealing.sealed(sealing.secret_of(row))
    except sealing.Unreadable:  # it stays: its key may come back
        return False
    row.save(update_fields=["secret", "sealed_secret"])
    return True


def _is_news() -> bool:
    """Was this installation brought up to date just now?"""
    migrations = MigrationRecorder(connection).migration_qs
    return migrations.filter(app="oidc", name=SEALS_SINCE, applied__gt=timezone.now() - BOTH_READ_IT).exists()


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
