"""What waits to be done, since when, and what was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from activity.models import Delivery
from notices.models import Message

MOST_COUNTED = 10_000  # rows; of more it is said that there are more
MOST_DEAD = 50  # lines of the page of what was given up; the rest follows when these are gone


@dataclass(frozen=True)
class Waiting:
    """`count` is one more than `MOST_COUNTED` where there are more; `lag`: how long the oldest has been due."""

    count: int
    lag: timedelta

    @property
    def more(self) -> bool:
        return self.count > MOST_COUNTED

    @property
    def shown(self) -> int:
        return min(self.count, MOST_COUNTED)


@dataclass(frozen=True)
class Dead:
    """What one handler has given up."""

    handler: str
    count: int
    oldest: datetime
    newest: datetime
    error: str

    @property
    def name(self) -> str:
        """The last two words of it: enough to tell it apart."""
        return ".".join(self.handler.split(".")[-2:])


def deliveries() -> Waiting:
    """Reactions that are due. A first try is on its way for half a minute before it counts."""
    return _waiting(Delivery.objects.filter(dead_at=None, due_at__lte=timezone.now()), "due_at")


def mails() -> Waiting:
    queued = Message.objects.filter(state=Message.State.QUEUED, not_before__lte=timezone.now())
    return _waiting(queued, "not_before")


def _waiting(rows: QuerySet[Any], by: str) -> Waiting:
    """At most so many rows of an index are read, and the first of it."""
    now = timezone.now()
    oldest = rows.order_by(by).values_list(by, flat=True).first()
    if oldest is None:
        return Waiting(0, timedelta())
    return Waiting(rows.order_by(by)[: MOST_COUNTED + 1].count(), now - oldest)


def dead() -> list[Dead]:
    """By handler, the one with the most first."""
    rows = Delivery.objects.filter(dead_at__isnull=False).values("handler")
    found = rows.annotate(
        count=Count("handler"), oldest=Min("dead_at"), newest=Max("dead_at"), error=Max("last_error")
    ).order_by("-count", "handler")
    return [Dead(**row) for row in found]


def dead_of(handler: str) -> list[Delivery]:
    """The oldest, one by one."""
    return list(Delivery.objects.filter(handler=handler, dead_at__isnull=False).order_by("dead_at")[:MOST_DEAD])
