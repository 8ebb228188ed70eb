"""The ledger's months are made ahead, and a late one takes its rows from the default part."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from activity.models import Event
from activity.partitions import make_months
from tests.races import at_once

pytestmark = pytest.mark.django_db


def parts() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'activity_event'::regclass")
        return {name for (name,) in cursor}


def part_of(event_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM activity_event WHERE id = %s", [event_id])
        return cursor.fetchone()[0]


def add(at: datetime, id: int) -> None:
    Event.objects.bulk_create([Event(at=at, id=id, verb="test.done", target_kind="x.y", target_id=1)])


def test_the_migration_made_this_month_and_three_more() -> None:
    assert "activity_event_default" in parts()
    assert make_months() == []
    assert len(parts()) >= 5


def test_over_the_turn_of_the_year() -> None:
    made = make_months(date(2039, 11, 30))
    assert made == [f"activity_event_{month}" for month in ("2039_11", "2039_12", "2040_01", "2040_02")]
    assert make_months(date(2039, 11, 30)) == []


def test_a_row_falls_into_its_month() -> None:
    make_months(date(2039, 11, 1))
    add(datetime(2039, 11, 30, 23, 59, 59, tzinfo=UTC), 7)
    add(datetime(2039, 12, 1, tzinfo=UTC), 8)
    assert part_of(7) == "activity_event_2039_11"
    assert part_of(8) == "activity_event_2039_12"


def test_a_month_made_late_takes_its_rows_along() -> None:
    add(datetime(2041, 5, 2, tzinfo=UTC), 9)
    add(datetime(2041, 4, 30, tzinfo=UTC), 10)
    assert part_of(9) == "activity_event_default"
    make_months(date(2041, 5, 20))
    assert part_of(9) == "activity_event_2041_05"
    assert part_of(10) == "activity_event_default"
    assert Event.objects.filter(id__in=[9, 10]).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once() -> None:
    try:
        made = [name for names in at_once([lambda: make_months(date(2044, 1, 1))] * 4) for name in names]
        assert sorted(made) == [f"activity_event_2044_0{month}" for month in (1, 2, 3, 4)]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS " + ", ".join(f"activity_event_2044_0{m}" for m in (1, 2, 3, 4)))
