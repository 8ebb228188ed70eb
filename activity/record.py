"""Writes down what somebody did, in the transaction in which they did it.

`record()` is the only door into the ledger. What must follow is written down in the same transaction, so a crash
of the web process, a worker or the broker loses nothing: the broker only makes it happen sooner.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from psycopg.types.json import Jsonb

from activity import broker
from activity.models import Event
from activity.switchboard import HANDLERS

FIRST_SWEEP_AFTER = timedelta(seconds=30)  # the sweep leaves a delivery alone while its first task is on the way

# Of what a mask did the ledger keeps the hour alone; when its deliveries are due must be exact, and they go when done.
INSERT = """
WITH moment AS MATERIALIZED (SELECT clock_timestamp() AS exact), event AS (
    INSERT INTO activity_event (at, verb, member_id, mask_id, target_kind, target_id, space_id, data)
    SELECT CASE WHEN new.mask_id IS NULL THEN exact ELSE date_bin('1 hour', exact, 'epoch') END, new.*
    FROM moment, (VALUES (%s::text, %s::bigint, %s::uuid, %s::text, %s::bigint, %s::bigint, %s::jsonb))
        AS new (verb, member_id, mask_id, target_kind, target_id, space_id, data)
    RETURNING id, at
), deliveries AS (
    INSERT INTO activity_delivery (event_id, handler, event_at, due_at, attempts, last_error)
    SELECT event.id, handler, event.at, exact + %s, 0, '' FROM moment, event, unnest(%s::text[]) AS handler
)
SELECT id, at FROM event
"""


class OutsideTransaction(RuntimeError):
    """`record()` was called where no transaction is open: the deed and its record could part."""


@runtime_checkable
class AuthoredRow(Protocol):
    """A row written by a member or by a mask (`masks.models.Authored`)."""

    member_id: int | None
    mask_id: UUID | None


def record(
    *,
    verb: str,
    actor: AuthoredRow | models.Model | None,
    target: models.Model,
    space_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Adds one event and what must follow from it.

    `actor` is the row just written, a member, a mask, or nobody (the community itself). A masked actor leaves the
    mask alone; keep members' numbers of a masked row out of `data` as well. `data` must be JSON.
    Raises OutsideTransaction unless a transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{verb} must be recorded in the transaction of the deed itself.")
    member_id, mask_id = _who(actor)
    event = Event(
        verb=verb,
        member_id=member_id,
        mask_id=mask_id,
        target_kind=target._meta.label_lower,
        target_id=_number(target),
        space_id=space_id,
        data=data or {},
    )
    handlers = HANDLERS.get(verb, ())
    event.id, event.at = _insert(event, handlers)
    event._state.adding = False
    if handlers:
        transaction.on_commit(lambda: broker.send(event.id, handlers), robust=True)
    return event


def _insert(event: Event, handlers: tuple[str, ...]) -> tuple[int, datetime]:
    values: list[Any] = [
        event.verb,
        event.member_id,
        event.mask_id,
        event.target_kind,
        event.target_id,
        event.space_id,
        Jsonb(event.data, dumps=DjangoJSONEncoder().encode),
        FIRST_SWEEP_AFTER,
        list(handlers),
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, values)
        id, at = cursor.fetchone()
    return id, at


def _who(actor: AuthoredRow | models.Model | None) -> tuple[int | None, UUID | None]:
    if actor is None:
        return None, None
    if getattr(actor, "is_mask", None) is True:
        return None, actor.pk  # type: ignore[union-attr]
    if getattr(actor, "is_mask", None) is False:
        return actor.pk, None  # type: ignore[union-attr]
    if isinstance(actor, AuthoredRow):
        return (None, actor.mask_id) if actor.mask_id else (actor.member_id, None)
    raise TypeError(f"{type(actor).__name__} is neither a member, a mask nor a row that one of them wrote.")


def _number(target: models.Model) -> int:
    if not isinstance(target.pk, int):
        raise TypeError(f"{target._meta.label} has no number: an event points at a kind and a number.")
    return target.pk
