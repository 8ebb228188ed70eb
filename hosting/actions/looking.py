"""Looks at what no page may wait for, and keeps a few numbers of the day. Changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from activity import locks
from hosting import certificate, preflight
from hosting.actions import telling
from hosting.models import Act, Figure, Look
from hosting.preflight import BAD, Answer, State
from hosting.queries import machine, queues
from hosting.queries.page import Facts
from notices.models import Message, first_uuid7

LOOK_EVERY = timedelta(minutes=55)  # at all that preflight asks and the certificate; the task comes more often
EXPIRES_SOON = timedelta(days=10)  # who renews by itself has done so long before
FIGURES_KEPT = timedelta(days=400)
LONGEST = 500  # letters of a sentence

# A day's number becomes the newest one, the largest or the least: whenever and however often it is taken.
FIGURE = """
INSERT INTO hosting_figure AS kept (day, series, value) VALUES (%s, %s, %s)
ON CONFLICT (day, series) DO UPDATE SET value = {}
"""
NEWEST, LARGEST, LEAST = (
    FIGURE.format(way)
    for way in ("EXCLUDED.value", "greatest(kept.value, EXCLUDED.value)", "least(kept.value, EXCLUDED.value)")
)


def look(*, now: datetime | None = None) -> None:
    """Every few minutes. That it runs says that a worker and the clock are there."""
    now = now or timezone.now()
    _keep(Answer(Look.PULSE, State.OK, ""), now)
    _count(now)
    if _is_time(now):
        for answer in preflight.look():
            _keep(answer, now)
        Look.objects.exclude(about__in=(Look.PULSE, Look.CERTIFICATE)).filter(at__lt=now).delete()  # asked no longer
        _look_at_certificate(now)
    telling.tell_admins(Facts(now))


def _is_time(now: datetime) -> bool:
    """Whatever is wrong is looked at each time, so that what was mended is not shown for another hour."""
    found = list(Look.objects.exclude(about=Look.PULSE).values_list("state", "at"))
    return not found or any(state in BAD or now - at >= LOOK_EVERY for state, at in found)


def _keep(answer: Answer, now: datetime, fact: dict[str, Any] | None = None) -> None:
    before = Look.objects.filter(about=answer.about).first()
    row = Look(
        about=answer.about,
        state=answer.state,
        said=answer.said[:LONGEST],
        do=answer.do[:LONGEST],
        fact=fact or {},
        at=now,
        since=before.since if before is not None and before.state == answer.state else now,
    )
    Look.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["about"],
        update_fields=["state", "said", "do", "fact", "at", "since"],
    )


# --- the certificate -----------------------------------------------------------------------------------


def _look_at_certificate(now: datetime) -> None:
    """Its sentences are made where they are read (hosting/queries/wrong.py)."""
    try:
        shown = certificate.shown_at(settings.SITE_URL)
    except (OSError, ValueError) as error:
        _keep(Answer(Look.CERTIFICATE, State.LOOK, ""), now, {"unreached": type(error).__name__})
        return
    if shown is None:
        Look.objects.filter(about=Look.CERTIFICATE).delete()
        return
    soon = shown.expires is not None and shown.expires - now < EXPIRES_SOON
    state = State.WRONG if shown.wrong or soon else State.OK
    fact = {"wrong": shown.wrong, "expires": shown.expires.isoformat() if shown.expires else ""}
    _keep(Answer(Look.CERTIFICATE, state, ""), now, fact)


# --- numbers of the day --------------------------------------------------------------------------------


def _count(now: datetime) -> None:
    today = now.astimezone(UTC).date()
    waited = max(queues.deliveries().lag, queues.mails().lag)
    _figure(LARGEST, today, Figure.Series.WAITED, int(waited.total_seconds()))
    if (disk := machine.disk()) is not None:
        _figure(LEAST, today, Figure.Series.FREE, disk.free_bytes)
    for day in (today - timedelta(days=1), today):  # a mail of last night may have gone this morning
        for series, value in _mails(day):
            _figure(NEWEST, day, series, value)


def _mails(day: date) -> Iterator[tuple[Figure.Series, int]]:
    """Found by their keys, which begin with the time. Of a mask's mail nobody learns whether it came back."""
    begins, ends = (datetime.combine(day + timedelta(days=more), time(), UTC) for more in (0, 1))
    rows = Message.objects.filter(pk__range=(first_uuid7(begins), first_uuid7(ends)))
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    yield Figure.Series.MAILED, found.get(Message.State.SENT, 0)
    yield Figure.Series.UNMAILED, found.get(Message.State.FAILED, 0)


def _figure(statement: str, day: date, series: Figure.Series, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [day, series, value])


def tidy() -> None:
    """Daily: numbers of long ago, and what admins did before what the ledger remembers."""
    now = timezone.now()
    locks.delete_free(Figure.objects.filter(day__lt=(now - FIGURES_KEPT).date()))
    locks.delete_free(Act.objects.filter(at__lt=now - timedelta(days=settings.KEEP_DAYS["ledger"])))
