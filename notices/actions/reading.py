"""Marking notices as read."""

from __future__ import annotations

from django.db.models import Case, F, When
from django.utils import timezone

from activity import locks
from forum.models import Topic
from members.models import Member
from notices.kinds import KINDS
from notices.models import Notice, NoticeQuerySet
from notices.rules import readable_by


def read(*, member: Member, notice_id: int) -> Notice | None:
    """Marks one as read, with those that are one row with it, and returns it; None where there is no such notice for
    this member.
    """
    notice = readable_by(member).with_people().filter(pk=notice_id).first()
    if notice is not None:
        _mark(_row_of(notice))
    return notice


def _row_of(notice: Notice) -> NoticeQuerySet:
    if not KINDS[notice.kind].folds or notice.topic_id is None:
        return Notice.objects.filter(pk=notice.pk)
    folding = [kind.name for kind in KINDS.values() if kind.folds]
    reader = {"mask": notice.mask_id} if notice.is_masked else {"member": notice.member_id}
    return Notice.objects.filter(topic=notice.topic_id, kind__in=folding, **reader)


def read_all(*, member: Member) -> int:
    return _mark(readable_by(member))


def read_topic(*, member: Member, topic: Topic) -> int:
    """The member has the topic open: what was told about it has been seen."""
    return _mark(readable_by(member).filter(topic=topic))


def _mark(notices: NoticeQuerySet) -> int:
    """A mask's notice is marked with its own hour: the moment would tell which masks were read together."""
    moment = Case(When(mask__isnull=False, then=F("at")), default=timezone.now())
    return locks.update(notices.unread(), read_at=moment)
