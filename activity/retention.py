"""How long the ledger remembers."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from activity import locks
from activity.models import Delivery

PORTION = 10_000  # rows of one statement, so that none takes long
FOR_EVER = ["word.changed"]  # says that the community has words of its own, and nothing about anybody

FORGET = """
DELETE FROM activity_event WHERE (at, id) IN (
    SELECT at, id FROM activity_event WHERE at < %s AND NOT verb = ANY(%s) ORDER BY at, id LIMIT %s
)
"""


def forget_old() -> int:
    """Deletes what was done before the days that the settings name; a daily task. Says how many events."""
    limit = timezone.now() - timedelta(days=settings.KEEP_DAYS["ledger"])
    locks.delete_free(Delivery.objects.filter(event_at__lt=limit))
    gone = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [limit, FOR_EVER, PORTION])
            gone += cursor.rowcount
            if cursor.rowcount < PORTION:
                return gone
