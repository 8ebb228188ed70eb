"""Who may be told what, and when: the checks that a message passes again just before it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from forum.queries.levels import levels_of
from forum.rules import readable_topics
from masks import sealed
from members.models import Block, Member, Suspension
from notices import hours, treaty
from notices.kinds import KINDS, Kind
from notices.models import Choice, DeadAddress, Device, Message, Notice, NoticeQuerySet

PUSH, MAIL = "push", "mail"  # the ways of a message

# Nothing that the reader did not ask for is mailed to somebody who is still finding their way (the attention treaty).
FIRST_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Go:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not at this hour; it may be sent from `until` on."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """It may not be sent, and why in words for whom it was meant for."""

    why: str


@dataclass(frozen=True, slots=True)
class Hush:
    """It is treated as sent and is not: the reader's own act behind a mask. A row that says "dropped" would name them."""


Verdict: TypeAlias = Go | Wait | Drop | Hush


def readable_by(member: Member, masks: list[UUID] | None = None) -> NoticeQuerySet:
    """What this member may read under the bell: theirs, named and masked.

    Left out: their own acts behind another name (the row exists, so that its absence tells nobody), whom they
    block, and topics that they cannot see now. `masks` are theirs, where they are known already.
    """
    masks = sealed.mine(member) if masks is None else masks
    theirs = Q(member=member) | Q(mask__in=masks)
    own_act = Q(actor_mask__in=masks) | Q(mask__isnull=False, actor=member)
    met = Block.objects.between(member, OuterRef("actor"))
    own_kinds = [kind.name for kind in KINDS.values() if kind.own or kind.always]
    visible = readable_topics(member)
    return (
        Notice.objects.filter(theirs)
        .exclude(own_act)
        .exclude(Exists(met), member__isnull=False)
        .filter(Q(topic__isnull=True) | Q(kind__in=own_kinds) | Q(topic__in=visible.values("pk")))
    )


def told_of(message: Message) -> NoticeQuerySet:
    """What a mail tells of. Of several kinds in one, without those that the member stopped meanwhile."""
    told = Notice.objects.filter(pk__in=message.data.get("notices", []))
    if message.member_id is None or len(treaty.together(message.kind)) == 1:
        return told
    stopped = Choice.objects.filter(member=message.member_id, kind=OuterRef("kind"), by_mail=False)
    return told.exclude(Exists(stopped))


def still_heard(member: Member, notices: Sequence[Notice]) -> list[Notice]:
    """Without those of topics of which the member wants to hear less by now. Told to a mask, it is heard. One query."""
    asked = [notice for notice in notices if notice.member_id and notice.topic_id and KINDS[notice.kind].heard_from]
    chosen = levels_of(member, {notice.topic_id for notice in asked if notice.topic_id}) if asked else {}
    quiet = {notice.pk for notice in asked if chosen[notice.topic_id or 0] < (KINDS[notice.kind].heard_from or 0)}
    return [notice for notice in notices if notice.pk not in quiet]


def wants_by_mail(member: Member, kind: Kind) -> bool:
    """The member's choice, or the kind's default."""
    if not kind.is_choosable:
        return kind.is_mailable
    chosen = Choice.objects.filter(member=member, kind=kind.name).values_list("by_mail", flat=True).first()
    return bool(kind.by_mail if chosen is None else chosen)


def devices_for(member: Member, kind: Kind) -> list[Device]:
    """Where this kind is shown as a notification in place of a mail: [] where it comes by mail, or not at all."""
    if not kind.is_choosable or kind.by_rhythm:
        return []
    chose = Choice.objects.filter(member=member, kind=kind.name, by_mail=True, by_push=True)
    return list(Device.objects.filter(Exists(chose), member=member))


def may_be_mailed(member: Member, kind: Kind, now: datetime, *, way: str = "") -> Go | Drop:
    """May mail of this kind go to this member at all: the account, the address, the choice, the first days. `way`: by
    which it was tried before; a mail goes to no device.
    """
    if not member.is_active or not member.is_person:
        return Drop(_("The account is closed."))
    if isinstance(address := _has_address(member), Drop) and (way == MAIL or not devices_for(member, kind)):
        return address
    if kind.always:
        return Go()
    if member.approved_at is None:
        return Drop(_("The account waits for an admin's yes."))
    if Suspension.objects.in_force(now).filter(member=member).exists():
        return Drop(_("Nothing is mailed while an account may not write."))
    if member.stage == Member.Stage.LEFT:
        return Drop(_("You said goodbye, and nothing is mailed since."))
    if member.stage == Member.Stage.RESTING:
        return Drop(_("You are resting, and nothing is mailed meanwhile."))
    if not wants_by_mail(member, kind):
        return Drop(_("You chose not to get this by mail."))
    if not kind.early and now - member.joined_at < FIRST_DAYS:
        return Drop(_("Nothing of this kind is mailed in the first seven days."))
    return Go()


def _has_address(member: Member) -> Go | Drop:
    if not member.email:
        return Drop(_("There is no address to write to."))
    if DeadAddress.objects.holds(member.email):
        return Drop(_("The address sent mail back before. It is used again when you confirm it."))
    return Go()


def may_come_now(member: Member, kind: Kind, now: datetime, *, called: bool = False) -> Go | Wait:
    """Only by day, in the member's own time zone; what is about the account itself comes at once. `called`: it is their
    turn in the rota, and they may be woken.
    """
    if kind.always or hours.is_awake(now, member.time_zone) or (called and may_be_woken(member, kind)):
        return Go()
    return Wait(hours.next_awake(now, member.time_zone))


def may_be_woken(member: Member, kind: Kind) -> bool:
    """Did they choose that this may come by night?"""
    return bool(kind.at_any_hour) and wants_by_mail(member, KINDS[kind.at_any_hour])
