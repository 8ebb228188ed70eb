"""Looks again, just before a message goes, at everything that could forbid it."""

from __future__ import annotations

from datetime import datetime

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from masks import sealed
from members.models import Member
from members.queries import community
from notices import hours
from notices.kinds import KINDS, Kind
from notices.models import Message, Notice
from notices.rules import Drop, Go, Hush, Verdict, Wait, may_be_mailed, may_come_now, readable_by


def judge(message: Message, now: datetime) -> Verdict:
    """May this message go now? A guard of another app may write: it takes the budget in this transaction."""
    kind = KINDS.get(message.kind)
    if kind is None:
        return Drop(_("There is no such message any more."))
    if message.member is None:
        return _judge_masked(kind, now)
    if isinstance(barred := may_be_mailed(message.member, kind, now), Drop):
        return barred
    if not kind.guard and isinstance(untrue := is_true(message, message.member), Drop | Hush):
        return untrue
    if isinstance(hour := may_come_now(message.member, kind, now), Wait):
        return hour
    return import_string(kind.guard)(message, message.member, now) if kind.guard else Go()


def _judge_masked(kind: Kind, now: datetime) -> Verdict:
    """Of a mask only the hours are looked at here, and those of the community: the hour at which its mail leaves
    would tell the wearer's time zone. All else is asked inside `masks.sealed`.
    """
    if kind.always or hours.is_awake(now, community().time_zone):
        return Go()
    return Wait(hours.next_awake(now, community().time_zone))


def is_true(message: Message, member: Member) -> Go | Drop | Hush:
    """Is there still anything in it that this member has not read and may read?"""
    ids = message.data.get("notices", [])
    if not ids:
        return Go()
    found = list(Notice.objects.filter(pk__in=ids).values_list("pk", "read_at", "actor_mask_id", "actor_id"))
    if not found:
        return Drop(_("It was taken back."))
    unread = {pk for pk, read_at, *_rest in found if read_at is None}
    if not unread:
        return Drop(_("You had read it in the page already."))
    if readable_by(member).filter(pk__in=unread).exists():
        return Go()
    masks = set(sealed.mine(member))
    if any(mask in masks or (message.mask_id and actor == member.pk) for _pk, _read, mask, actor in found):
        return Hush()
    return Drop(_("You cannot see the topic any more, or there is a block between you."))
