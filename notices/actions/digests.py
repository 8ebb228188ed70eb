"""One mail of what somebody has not read, daily or weekly: only where there is something, and they were away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from activity.locks import lock_free
from members.models import Member
from notices import hours
from notices.actions import outbox
from notices.actions.choices import How, choose
from notices.kinds import DIGEST, IN_DIGEST, KINDS
from notices.models import Choice, Digest

Every = Digest.Every
DAYS = {Every.DAY: 1, Every.WEEK: 7}
AWAY = {Every.DAY: timedelta(hours=20), Every.WEEK: timedelta(days=3)}  # whoever read here since needs no mail of it
AT_ONCE = 500  # of one time zone, in one transaction

# What is unread and did not come as a mail of its own. Told to the member's own name alone: a row about a mask's
# notices would say whose the mask is. A reading mark has its day only.
UNREAD = """
SELECT digest.member_id, array_agg(notice.id ORDER BY notice.at DESC, notice.id DESC)
FROM notices_digest AS digest
JOIN notices_notice AS notice ON notice.member_id = digest.member_id AND notice.read_at IS NULL
WHERE digest.id = ANY(%(digests)s) AND notice.at >= digest.since AND notice.kind = ANY(%(kinds)s)
  AND NOT coalesce((SELECT choice.by_mail FROM notices_choice AS choice
                    WHERE choice.member_id = digest.member_id AND choice.kind = notice.kind),
                   notice.kind = ANY(%(mailed)s))
  AND NOT EXISTS (SELECT 1 FROM notices_notice AS read WHERE read.member_id = digest.member_id
                  AND read.read_at > CASE digest.every WHEN 'day' THEN %(day)s ELSE %(week)s END)
  AND NOT EXISTS (SELECT 1 FROM forum_readingmark AS mark WHERE mark.member_id = digest.member_id
                  AND mark.at > CASE digest.every WHEN 'day' THEN %(day)s ELSE %(week)s END)
GROUP BY digest.member_id ORDER BY digest.member_id
"""


@transaction.atomic
def choose_digest(*, member: Member, every: str) -> None:
    """Daily, weekly, or "" for never. What is unread already stays under the bell."""
    if every:
        now = timezone.now()
        fields = {"every": Every(every), "next_at": _next(now, member.time_zone, Every(every))}
        Digest.objects.update_or_create(member=member, defaults=fields, create_defaults=fields | {"since": now})
        if Choice.objects.filter(member=member, kind=DIGEST, by_mail=False).exists():  # a click had stopped it
            choose(member=member, kind=DIGEST, by_mail=True, how=How.SETTINGS)
    else:
        Digest.objects.filter(member=member).delete()


def queue_due() -> int:
    """Puts a digest into the outbox for whom there is something. Says how many."""
    now = timezone.now()
    zones = Digest.objects.filter(next_at__lte=now).order_by("member__time_zone")
    names = zones.values_list("member__time_zone", flat=True).distinct()
    return sum(queued for name in names for queued in _queue_all_in(name, now))


def _queue_all_in(zone: str, now: datetime) -> Iterator[int]:
    """So many at a time as one transaction bears, until nobody there is due."""
    seen = AT_ONCE
    while seen == AT_ONCE:
        seen, queued = _queue_in(zone, now)
        yield queued


@transaction.atomic
def _queue_in(zone: str, now: datetime) -> tuple[int, int]:
    """How many were looked at, and how many digests were queued."""
    due = Digest.objects.filter(next_at__lte=now, member__time_zone=zone).order_by("next_at", "pk")
    digests = list(lock_free(due.select_related("member"))[:AT_ONCE])
    unread = _unread([digest.pk for digest in digests], now)
    for digest in digests:
        if digest.member_id in unread:
            _queue(digest, unread[digest.member_id], now)
            digest.since = now
        digest.next_at = _next(now, zone, Every(digest.every))
    Digest.objects.bulk_update(sorted(digests, key=lambda one: one.pk), ["since", "next_at"])
    return len(digests), len(unread)


def _unread(ids: list[int], now: datetime) -> dict[int, list[int]]:
    values: dict[str, Any] = {
        "digests": ids,
        "kinds": [kind.name for kind in IN_DIGEST],
        "mailed": [kind.name for kind in IN_DIGEST if kind.by_mail],
        "day": now - AWAY[Every.DAY],
        "week": now - AWAY[Every.WEEK],
    }
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, values)
        return dict(cursor.fetchall())


def _queue(digest: Digest, notices: list[int], now: datetime) -> None:
    day = hours.local_day(now, digest.member.time_zone)
    outbox.queue(
        to=digest.member,
        kind=DIGEST,
        dedupe_key=f"{DIGEST}:{digest.member_id}:{day}",
        why=KINDS[DIGEST].why,
        data={"notices": notices[: outbox.MOST_FOLDED]},
    )


def _next(now: datetime, zone: str, every: Digest.Every) -> datetime:
    return hours.morning_of(hours.local_day(now, zone) + timedelta(days=DAYS[every]), zone)
