"""Limits and restrictions that reach a member through a mask, without saying whom they reach."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from masks.models import Limit, Mask
from masks.sealed.keys import keys, tag
from masks.sealed.wearing import wearer
from members.models import Member

EVERYWHERE = "everywhere"
ELSEWHERE_AFTER = (timedelta(hours=1), timedelta(hours=12))  # so that two masks do not fall silent at one moment

_random = random.SystemRandom()


def topic_scope(topic_id: int) -> str:
    """Where a restriction holds: one topic."""
    return f"topic:{topic_id}"


def space_scope(space_id: int) -> str:
    """Where a restriction holds: one space."""
    return f"space:{space_id}"


def allowed(member: Member, *scopes: str) -> bool:
    """May the member's masks speak in all of these scopes now? One query; `EVERYWHERE` is always asked."""
    now = timezone.now()
    tags = [_restriction_tag(member.pk, scope) for scope in {EVERYWHERE, *scopes}]
    return not Limit.objects.filter(tag__in=tags, since__lte=now, until__gt=now).exists()


def restrict(mask: Mask, *, until: datetime, scope: str = EVERYWHERE) -> None:
    """Silences the mask in its topic at once, and from a random time 1 to 12 hours later every mask of the same
    member in `scope`. A mask that was let go is silenced in its topic's own right: nobody can wear it any more.
    """
    member_id = wearer(mask.pk)
    if member_id is None:
        return
    now = timezone.now()
    later = now + timedelta(seconds=_random.uniform(*(wait.total_seconds() for wait in ELSEWHERE_AFTER)))
    _put_limit(_restriction_tag(member_id, topic_scope(mask.topic_id)), since=now, until=until)
    if later < until:
        _put_limit(_restriction_tag(member_id, scope), since=later, until=until)


def lift(mask: Mask, *, scope: str = EVERYWHERE) -> None:
    """Takes a restriction back, in the mask's topic and in `scope`."""
    member_id = wearer(mask.pk)
    if member_id is not None:
        scopes = (topic_scope(mask.topic_id), scope)
        Limit.objects.filter(tag__in=[_restriction_tag(member_id, each) for each in scopes]).delete()


def count_limit(kind: str, member: Member, scope: str, window: timedelta, cap: int) -> bool:
    """Counts one act; false when `cap` acts were already counted in this window, which the first act opened."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO masks_limit AS held (tag, since, until, count) VALUES (%(tag)s, %(now)s, %(until)s, 1) "
            "ON CONFLICT (tag) DO UPDATE SET count = CASE WHEN held.until <= %(now)s THEN 1 ELSE held.count + 1 END, "
            "since = CASE WHEN held.until <= %(now)s THEN %(now)s ELSE held.since END, "
            "until = CASE WHEN held.until <= %(now)s THEN %(until)s ELSE held.until END "
            "WHERE held.until <= %(now)s OR held.count < %(cap)s",
            {
                "tag": tag(keys().limit, "count", kind, member.pk, scope),
                "now": (now := timezone.now()),
                "until": now + window,
                "cap": cap,
            },
        )
        return bool(cursor.rowcount)


def drop_old_limits() -> int:
    """Deletes limits that hold no longer; a daily task."""
    return Limit.objects.filter(until__lt=timezone.now()).delete()[0]


def _restriction_tag(member_id: int, scope: str) -> bytes:
    return tag(keys().limit, "restrict", member_id, scope)


def _put_limit(limit_tag: bytes, *, since: datetime, until: datetime) -> None:
    """A second restriction lengthens the first and never shortens it."""
    limit, made = Limit.objects.get_or_create(tag=limit_tag, defaults={"since": since, "until": until})
    if not made:
        still_holds = Q(until__gt=timezone.now())
        Limit.objects.filter(still_holds, tag=limit.tag, until__lt=until).update(until=until)
        Limit.objects.filter(~still_holds, tag=limit.tag).update(since=since, until=until)
