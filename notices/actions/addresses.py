"""Addresses that send mail back: for good, or so often that nobody reads there."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from activity import locks
from activity.record import record
from members.models import Member
from notices.models import DeadAddress, Message, Notice, SoftBounce

KIND = "address_dead"
# A box that is full for a weekend is none that nobody reads; one that takes nothing on five days of two weeks is.
SOFT_DAYS = 5
SOFT_SPAN = timedelta(days=14)
FORGOTTEN = timedelta(days=30)  # what came back before says nothing any more
ARRIVED = timedelta(days=5)  # for so long servers try; what has not come back by then has arrived


@transaction.atomic
def bury(*, member: Member, reply: str) -> None:
    """Nothing is mailed any more to the address that the member has now, and they read so in the page."""
    if not member.email:
        return
    digest = DeadAddress.digest_of(member.email)
    _dead, made = DeadAddress.objects.get_or_create(digest=digest, defaults={"reply": reply})
    if made:
        record(verb="address.died", actor=member, target=member)


@transaction.atomic
def revive(*, member: Member, address: str) -> None:
    """They have just confirmed it: mail is sent there again."""
    locks.delete(Notice.objects.filter(member=member, kind=KIND))
    locks.delete(SoftBounce.objects.filter(digest=DeadAddress.digest_of(address)))
    locks.delete(DeadAddress.objects.of(address))


@transaction.atomic
def came_back_softly(*, member: Member) -> None:
    """Counts the days on which mail came back; so many within a time, and none that arrived between: it is dead."""
    if not member.email:
        return
    today = timezone.now().date()
    first = {"first_on": today, "last_on": today, "days": 1}
    same = SoftBounce.objects.filter(digest=DeadAddress.digest_of(member.email))
    SoftBounce.objects.get_or_create(digest=DeadAddress.digest_of(member.email), defaults=first)
    row = locks.lock(same).get()
    if today - row.last_on > FORGOTTEN or _arrived_since(member, row):
        same.update(**first)
    elif row.last_on < today:
        same.update(last_on=today, days=row.days + 1)
        if row.days + 1 >= SOFT_DAYS and today - row.first_on >= SOFT_SPAN:
            bury(member=member, reply="soft")


def _arrived_since(member: Member, row: SoftBounce) -> bool:
    """Did a mail go out after the last one that came back, and stay there?"""
    long_ago = timezone.now() - ARRIVED
    next_day = datetime.combine(row.last_on + timedelta(days=1), time.min, tzinfo=UTC)
    sent = Message.objects.filter(member=member, state=Message.State.SENT)
    return sent.filter(sent_at__gte=next_day, sent_at__lt=long_ago).exists()


def forget() -> int:
    """What came back long ago; a daily task. Says how many rows."""
    return locks.delete_free(SoftBounce.objects.filter(last_on__lt=timezone.now().date() - FORGOTTEN))
