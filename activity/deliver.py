"""Makes what must follow from an event happen once: the handler and the end of its delivery are one transaction."""

from __future__ import annotations

import time
import traceback
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from activity import broker, locks
from activity.locks import lock_free
from activity.models import Delivery, Event

log = structlog.get_logger(__name__)

FIRST_WAIT = timedelta(seconds=30)  # after the first failure; four times as long after each further one
LONGEST_WAIT = timedelta(hours=6)
GIVE_UP_AFTER = 8  # failures; about fifteen hours
SWEEP = 1_000  # deliveries that one sweep sends
SLOW = 1.0  # seconds: a handler that takes longer is named in the log


def wait_after(failures: int) -> timedelta:
    """How long until the next try, after so many failures (1 and up)."""
    return min(FIRST_WAIT * 4 ** (failures - 1), LONGEST_WAIT)


def deliver(*, event_id: int, handler: str) -> bool:
    """Runs the handler, unless it is done, running elsewhere, or waiting for its next try. True when it ran well.

    A failure is written down with the time of the next try; it is not raised.
    """
    attempts = 0
    try:
        with transaction.atomic():
            delivery = _claim(event_id, handler)
            if delivery is None:
                return False
            attempts = delivery.attempts
            _run(delivery)
            delivery.delete()
    except Exception as error:  # whatever a handler does wrong, the next one must still run
        _failed(event_id, handler, attempts, error)
        return False
    return True


def _claim(event_id: int, handler: str) -> Delivery | None:
    is_due = Q(attempts=0) | Q(due_at__lte=timezone.now())
    due = Delivery.objects.filter(is_due, event_id=event_id, handler=handler, dead_at=None)
    return lock_free(due).first()


def _run(delivery: Delivery) -> None:
    event = Event.objects.get(at=delivery.event_at, id=delivery.event_id)
    started = time.monotonic()
    import_string(delivery.handler)(event)
    if time.monotonic() - started > SLOW:
        log.warning("slow_handler", handler=delivery.handler, event_id=delivery.event_id)


def _failed(event_id: int, handler: str, attempts: int, error: Exception) -> None:
    failures = attempts + 1
    now = timezone.now()
    changed = Delivery.objects.filter(
        event_id=event_id,
        handler=handler,
        attempts=attempts,  # a doubled task counts once
        dead_at=None,
    ).update(
        attempts=F("attempts") + 1,
        due_at=now + wait_after(failures),
        last_error=describe(error),
        dead_at=now if failures >= GIVE_UP_AFTER else None,
    )
    if changed:
        log.warning("delivery_failed", event_id=event_id, handler=handler, failures=failures, error=describe(error))


def describe(error: BaseException) -> str:
    """What kind of error and where. Never its text: a database's message repeats values, and they may name somebody."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


def sweep() -> int:
    """Sends the oldest that are due to the workers, and says how many."""
    due = list(
        Delivery.objects.filter(dead_at=None, due_at__lte=timezone.now())
        .order_by("due_at")
        .values_list("event_id", "handler")[:SWEEP]
    )
    for event_id, handler in due:
        broker.send(event_id, [handler])
    return len(due)


def revive(*, handler: str, event_id: int | None = None) -> int:
    """Gives what was given up eight more tries, from now on: of one event, or all of a handler. Says how many."""
    return locks.update(_dead(handler, event_id), attempts=0, due_at=timezone.now(), dead_at=None)


def drop(*, handler: str, event_id: int | None = None) -> int:
    """Lets go of it: what should have followed never will."""
    return locks.delete(_dead(handler, event_id))


def _dead(handler: str, event_id: int | None) -> QuerySet[Delivery]:
    dead = Delivery.objects.filter(handler=handler, dead_at__isnull=False)
    return dead if event_id is None else dead.filter(event_id=event_id)
