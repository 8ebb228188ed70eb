"""Calls who tends a place, one after the other, until somebody has seen that somebody may be in danger there.

Nobody gets a second mail about it: what waits for them in the outbox goes now, also by night where they chose that.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from activity.locks import lock
from forum.models import Row
from members.models import Member
from moderation.actions import alarms
from moderation.models import Alarm, Watcher
from notices import hours
from notices.actions.outbox import hasten
from notices.kinds import KINDS
from notices.models import Message, Notice
from notices.rota import TURN, OnDuty, next_called
from notices.rules import Go, may_be_mailed, may_be_woken

DANGER = KINDS["danger"]


def take_turns(alarm: Alarm, *, thing: Row, tending: list[Member], admins: list[Member], now: datetime) -> list[int]:
    """Writes down who is called now, and gives their numbers. `tending`, then `admins`, where these are others."""
    known = {one.pk for one in tending}
    everybody = [*tending, *(one for one in admins if one.pk not in known)]
    called = set(alarm.watchers.filter(called_at__isnull=False).values_list("member", flat=True))
    lately = _last_called(everybody)
    duty = [
        _on_duty(one, now, lately.get(one.pk), stands_in=one.pk not in known)
        for one in everybody
        if isinstance(may_be_mailed(one, DANGER, now), Go)
    ]
    chosen = next_called(duty, called)
    alarms.called(alarm, members=chosen, next_at=now + TURN, masked=thing.is_masked)
    return chosen


def _on_duty(member: Member, now: datetime, last_called: datetime | None, *, stands_in: bool) -> OnDuty:
    awake = hours.is_awake(now, member.time_zone)
    return OnDuty(member.pk, awake, not awake and may_be_woken(member, DANGER), last_called, stands_in)


def _last_called(people: list[Member]) -> dict[int, datetime]:
    """Over all alarms, so that it is not always the same one who is woken."""
    rows = Watcher.objects.filter(member__in=people, called_at__isnull=False)
    return dict(rows.values_list("member").annotate(Max("called_at")))


def call(notices: Iterable[Notice], now: datetime) -> None:
    """The mails of these notices go now, at whatever hour their readers may be called."""
    for notice in sorted(notices, key=lambda one: one.pk):
        waiting = Message.objects.filter(member=notice.member_id, kind=notice.kind, state=Message.State.QUEUED)
        message = lock(waiting.filter(data__notices__contains=[notice.pk])).first()
        if message is not None:
            message.data["called"] = True
            message.save(update_fields=["data"])
            hasten(message, now)
