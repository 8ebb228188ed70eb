"""How the deliveries are doing: for the operations page and `/readyz`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from activity.models import Delivery


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """`waiting` and `dead` count deliveries; `due_since` is when the oldest waiting one was due."""

    waiting: int
    dead: int
    due_since: datetime | None


def delivery_state() -> DeliveryState:
    alive = Q(dead_at=None)
    return DeliveryState(
        **Delivery.objects.aggregate(
            waiting=Count("event_id", filter=alive),
            dead=Count("event_id", filter=~alive),
            due_since=Min("due_at", filter=alive),
        )
    )


def dead_deliveries(limit: int = 100) -> list[Delivery]:
    """Those that were given up, the newest first."""
    return list(Delivery.objects.filter(dead_at__isnull=False).order_by("-dead_at", "event_id")[:limit])
