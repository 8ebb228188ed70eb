"""An admin has what was given up tried again, or lets go of it. Done twice, the second does nothing."""

from __future__ import annotations

from django.db import transaction

from activity import deliver
from hosting.models import Act
from hosting.rules import may_operate
from members.models import Member


@transaction.atomic
def revive(*, by: Member, handler: str, event_id: int | None = None) -> int:
    """One, or all of one handler. Says how many; they are tried within the minute. Raises NotAllowed."""
    may_operate(by)
    count = deliver.revive(handler=handler, event_id=event_id)
    _note("delivery.revived", by, handler, count)
    return count


@transaction.atomic
def drop(*, by: Member, handler: str, event_id: int | None = None) -> int:
    """What should have followed never will. Raises NotAllowed."""
    may_operate(by)
    count = deliver.drop(handler=handler, event_id=event_id)
    _note("delivery.dropped", by, handler, count)
    return count


def _note(verb: str, by: Member, handler: str, count: int) -> None:
    if count:
        Act.objects.create(verb=verb, by=by, data={"names": [f"{handler} × {count}"]})
