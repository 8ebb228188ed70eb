"""A saved post that its reader wants to see again on a day of their choice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock_free
from activity.record import record
from forum.actions.keeping import save
from forum.models import Bookmark, Post
from members.models import Member
from members.rules import NotAllowed
from members.zones import zone

HOUR = time(9)  # in the member's zone
MOST_AHEAD = timedelta(days=730)
AT_ONCE = 500  # of one sweep


@transaction.atomic
def remind(*, actor: Member, post: Post, day: date) -> Bookmark:
    """Saves the post, and shows it again on that day at nine in the morning, once. Raises NotAllowed."""
    at = datetime.combine(day, HOUR, tzinfo=zone(actor.time_zone))
    now = timezone.now()
    if at <= now:
        raise NotAllowed(_("That is over already. Choose tomorrow or a later day."))
    if at > now + MOST_AHEAD:
        raise NotAllowed(_("That is more than two years away. Choose a day before that."))
    bookmark = save(actor=actor, post=post)
    bookmark.remind_at = at
    bookmark.save(update_fields=["remind_at"])
    return bookmark


@transaction.atomic
def forget(*, actor: Member, post: Post) -> None:
    """Keeps it saved, and reminds of it no more."""
    Bookmark.objects.filter(member=actor, post=post).update(remind_at=None)


@transaction.atomic
def send_due() -> int:
    """Hands on what is due, once. Says how many."""
    due = list(lock_free(Bookmark.objects.filter(remind_at__lte=timezone.now()).order_by("remind_at"))[:AT_ONCE])
    for bookmark in due:
        assert bookmark.remind_at is not None  # the filter
        data = {"day": bookmark.remind_at.isoformat()}
        record(verb="reminder.due", actor=None, target=bookmark, data=data)
    Bookmark.objects.filter(pk__in=[bookmark.pk for bookmark in due]).update(remind_at=None)
    return len(due)
