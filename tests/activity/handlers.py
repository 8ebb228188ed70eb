"""Handlers for tests. What they did is counted in a table without any constraint, so a doubled effect shows."""

import time

from django.db import connection

from activity.models import Event
from tests.harness import note as journal

VERB = "test.deed"
NOTE, FAIL = "tests.activity.handlers.note", "tests.activity.handlers.fail"
NAMES = (NOTE, "tests.activity.handlers.note_slowly")
TABLE = "CREATE TABLE IF NOT EXISTS test_effect (event_id bigint NOT NULL, handler text NOT NULL)"


def note(event: Event) -> None:
    _add(event, "note")


def note_slowly(event: Event) -> None:
    """Long enough that a kill finds it at work, its effect written and not committed."""
    journal("begin", f"event {event.id}")
    _add(event, "note_slowly")
    time.sleep(event.data["seconds"])
    journal("end", f"event {event.id}")


def fail(event: Event) -> None:
    _add(event, "fail")
    raise ValueError("a text that names Marit")


def effects(event_id: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM test_effect WHERE %s::bigint IS NULL OR event_id = %s", [event_id] * 2)
        return cursor.fetchone()[0]


def _add(event: Event, handler: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO test_effect VALUES (%s, %s)", [event.id, handler])
