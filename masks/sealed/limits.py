"""Limits and restrictions that reach a member through a mask, without saying whom they reach."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from activity import locks
from masks.hours import hour_of
from masks.models import Limit, Mask
from masks.sealed.keys import keys, tag
from masks.sealed.texts import unwrap, wrap
from masks.sealed.wearing import mine, wearer
from members.models import Member

EVERYWHERE = "everywhere"
IN_PEACE = "in peace"
SEALED_LENGTH = 512  # bytes: more than two scopes with their times ever need
ELSEWHERE_AFTER = (timedelta(hours=1), timedelta(hours=12))  # so that two masks do not fall silent at one moment

_random = random.SystemRandom()


def topic_scope(topic_id: int) -> str:
    """Where a restriction holds: one topic."""
    return f"topic:{topic_id}"


def space_scope(space_id: int) -> str:
    """Where a restriction holds: one space."""
    return f"space:{space_id}"


def allowed(member: Member, *scopes: str) -> bool:
    """May the member's masks speak in all of these scopes now? One query beside the member's own masks; `EVERYWHERE`
    is always asked.
    """
    return _held_until(member, *{EVERYWHERE, *scopes}) is None


def restrict(mask: Mask, *, until: datetime, scope: str = EVERYWHERE) -> str:
    """Silences the mask in its topic at once, and from a random time 1 to 12 hours later every mask of the same
    member in `scope`. A mask that was let go is silenced in its topic's own right: nobody can wear it any more.
    Gives what held before, sealed, for `put_back`.
    """
    member_id = wearer(mask.pk)
    before = _sealed_before(member_id, mask, [topic_scope(mask.topic_id), scope])
    if member_id is None:
        return before
    later = _some_hours_from_now()
    _put_limit(_limit_tag(member_id, mask.pk, topic_scope(mask.topic_id)), since=hour_of(timezone.now()), until=until)
    if later < until:
        _put_limit(_limit_tag(member_id, mask.pk, scope), since=later, until=until)
    return before


def lift(mask: Mask, *, scope: str = EVERYWHERE) -> None:
    """Takes back every restriction that came through this mask, in its topic and in `scope`."""
    member_id = wearer(mask.pk)
    if member_id is not None:
        scopes = (topic_scope(mask.topic_id), scope)
        locks.delete(Limit.objects.filter(tag__in=[_limit_tag(member_id, mask.pk, each) for each in scopes]))


def leave_in_peace(mask: Mask, *, until: datetime) -> str:
    """Nothing is suggested to the mask's wearer from a random time 1 to 12 hours later until `until`, under whatever
    name. It says nothing, also where the mask was let go. Gives what held before, sealed, for `put_back`.
    """
    member_id = wearer(mask.pk)
    before = _sealed_before(member_id, mask, [IN_PEACE])
    if member_id is not None:
        _put_limit(_limit_tag(member_id, mask.pk, IN_PEACE), since=_some_hours_from_now(), until=until)
    return before


def put_back(mask: Mask, before: str) -> None:
    """What `restrict` or `leave_in_peace` did through this mask is undone: exactly what held before holds again."""
    member_id = wearer(mask.pk)
    held = json.loads(unwrap(before))
    if member_id is None or held["mask"] != mask.pk.hex:
        return
    for scope, times in held["scopes"].items():
        row = Limit.objects.filter(tag=_limit_tag(member_id, mask.pk, scope))
        if times:
            row.update(since=times[0], until=times[1])
        else:
            row.delete()


def _sealed_before(member_id: int | None, mask: Mask, scopes: list[str]) -> str:
    """Looks the same whatever held, and where nobody wears the mask any more."""
    held = {scope: _times(_limit_tag(member_id, mask.pk, scope)) if member_id else None for scope in scopes}
    return wrap(json.dumps({"mask": mask.pk.hex, "scopes": held}).ljust(SEALED_LENGTH))


def _times(limit_tag: bytes) -> list[str] | None:
    row = Limit.objects.filter(tag=limit_tag).first()
    return [row.since.isoformat(), row.until.isoformat()] if row else None


def in_peace_until(member: Member) -> datetime | None:
    """Until when nothing is to be suggested to this member, if so. One query beside the member's own masks.

    For the member's own eyes and for deciding alone: a row that says so would lead to the mask.
    """
    return _held_until(member, IN_PEACE)


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
                "now": (now := hour_of(timezone.now())),  # windows begin at the full hour: a dump shows no minute
                "until": now + window,
                "cap": cap,
            },
        )
        return bool(cursor.rowcount)


def drop_old_limits() -> int:
    """Deletes limits that hold no longer; a daily task."""
    return locks.delete_free(Limit.objects.filter(until__lt=timezone.now()))


def _held_until(member: Member, *scopes: str) -> datetime | None:
    now = timezone.now()
    tags = [_limit_tag(member.pk, mask_id, scope) for mask_id in mine(member) for scope in scopes]
    held = Limit.objects.filter(tag__in=tags, since__lte=now, until__gt=now)
    return held.aggregate(until=Max("until"))["until"] if tags else None


def _limit_tag(member_id: int, mask_id: UUID, scope: str) -> bytes:
    """Each mask has rows of its own: one row for two masks of a member would show that they belong together."""
    return tag(keys().limit, "restrict", member_id, mask_id.hex, scope)


def _some_hours_from_now() -> datetime:
    wait = _random.uniform(*(wait.total_seconds() for wait in ELSEWHERE_AFTER))
    return timezone.now() + timedelta(seconds=wait)


def _put_limit(limit_tag: bytes, *, since: datetime, until: datetime) -> None:
    """A second restriction lengthens the first and never shortens it."""
    limit, made = Limit.objects.get_or_create(tag=limit_tag, defaults={"since": since, "until": until})
    if not made:
        still_holds = Q(until__gt=timezone.now())
        Limit.objects.filter(still_holds, tag=limit.tag, until__lt=until).update(until=until)
        Limit.objects.filter(~still_holds, tag=limit.tag).update(since=since, until=until)
