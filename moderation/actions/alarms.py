"""Alarms: somebody may be in danger, says a member or say words that moderators chose. Nothing is hidden by one."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from activity.locks import lock
from forum.models import Post, Row, Status, post_of
from masks.hours import now_for, time_kept
from members.models import Member
from moderation import rules
from moderation.actions.things import standing_alarm
from moderation.models import Alarm, DangerPhrase, Watcher
from writing.events import plain, read
from writing.phrases import found_in

# Who is called behind a mask is called some minutes later, so that the minute does not give its writer away.
JITTER = (60, 540)  # seconds
# Behind a mask one of those who see it may be who wrote it, and nobody can know: so it takes two.
SIGHTINGS, MASKED_SIGHTINGS = 1, 2

_random = random.SystemRandom()


def stands_in(thing: Row) -> list[int]:
    """The numbers of the words that moderators chose, stand in it, and called nobody about it yet.

    So it may be heard again, after an edit or after a decision: only what is new in it calls somebody.
    """
    found = _phrases_in(thing) if thing.status in (Status.VISIBLE, Status.HELD) else []
    known = {one for row in Alarm.objects.filter(**rules.about(thing)) for one in row.phrases} if found else set()
    return [one for one in found if one not in known]


def listen(thing: Row) -> bool:
    """An alarm stands where such words stand in a locked thing. Says whether any do."""
    found = stands_in(thing)
    if not found:
        return False
    alarm = stand(thing, hushed=thing.is_masked)
    alarm.phrases = sorted({*alarm.phrases, *found})
    alarm.save(update_fields=["phrases"])
    return True


def _phrases_in(thing: Row) -> list[int]:
    here = Q(space=None) | Q(space=post_of(thing).topic.space_id)
    chosen = {row.words: row.pk for row in DangerPhrase.objects.in_force().filter(here).order_by("pk")}
    return [chosen[words] for words in found_in(_text_of(thing), chosen)] if chosen else []


def _text_of(thing: Row) -> str:
    if not isinstance(thing, Post):
        return plain(read(thing.html))
    return f"{thing.topic.title}\n{thing.text}" if thing.is_opening else thing.text


def stand(thing: Row, *, hushed: bool) -> Alarm:
    """The one alarm that stands about a locked thing, locked. `hushed`: a mask caused it, so nobody is called at once."""
    at = time_kept(timezone.now(), masked=hushed or thing.is_masked)
    alarm, _made = Alarm.objects.get_or_create(
        **rules.about(thing), decision=None, defaults={"at": at, "next_at": _begins(thing, hushed)}
    )
    alarm = lock(Alarm.objects.all()).get(pk=alarm.pk)
    now = timezone.now()
    if not hushed and alarm.next_at and alarm.next_at > now and not alarm.watchers.exists():
        put_off(alarm, now)  # somebody says so under their name: the minutes that a mask needs are over
    return alarm


def _begins(thing: Row, hushed: bool) -> datetime:
    now = timezone.now()
    if not hushed:
        return now
    return max(now, thing.visible_from or now) + timedelta(seconds=_random.uniform(*JITTER))


def called(alarm: Alarm, *, members: list[int], next_at: datetime, masked: bool) -> None:
    """They are called now, and the next one then, unless somebody has seen it by that time."""
    at = time_kept(timezone.now(), masked=masked)
    for member_id in members:
        Watcher.objects.update_or_create(alarm=alarm, member_id=member_id, defaults={"called_at": at})
    put_off(alarm, next_at)


def put_off(alarm: Alarm, until: datetime | None) -> None:
    """When the next one is called; None: nobody any more."""
    alarm.next_at = until
    alarm.save(update_fields=["next_at"])


@transaction.atomic
def see(*, member: Member, thing: Row) -> None:
    """They have seen it: nobody else is called, or behind a mask once a second one has. Raises NotAllowed."""
    rules.may_see_alarm(member, thing)
    alarm = lock(standing_alarm(thing)).first()
    if alarm is None:
        return
    row, _made = Watcher.objects.get_or_create(alarm=alarm, member=member)
    if row.seen_at is None:
        row.seen_at = now_for(thing)
        row.save(update_fields=["seen_at"])
    needed = MASKED_SIGHTINGS if thing.is_masked else SIGHTINGS
    if alarm.watchers.filter(seen_at__isnull=False).count() >= needed:
        put_off(alarm, None)
