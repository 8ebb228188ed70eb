"""A delivery that waits since an older version finds its handler under the name that it has now."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from activity.models import Delivery

pytestmark = pytest.mark.django_db

OTHER = "nudges.actions.letters.greeted"


@pytest.mark.parametrize(
    ("migration", "was", "now"),
    [
        ("nudges.migrations.0003_pairs", "nudges.actions.walking.wrote", "nudges.actions.pairs.wrote"),
        (
            "forum.migrations.0011_first_exchange",
            "forum.actions.exchange.settle",
            "forum.actions.first_exchange.promote_newcomers",
        ),
    ],
)
def test_it_is_renamed_and_no_other_is(migration: str, was: str, now: str) -> None:
    at = timezone.now() - timedelta(hours=1)
    for number, handler in enumerate((was, OTHER)):
        Delivery.objects.create(event_id=number, event_at=at, due_at=at, handler=handler)
    with connection.cursor() as cursor:
        cursor.execute(import_module(migration).Migration.operations[0].sql)
    assert set(Delivery.objects.values_list("handler", flat=True)) == {now, OTHER}
    assert callable(import_string(now))
