"""What is kept of messages and notices, and for how long."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from activity import locks
from notices.actions import addresses
from notices.models import Message, Notice

BODIES = timedelta(days=30)  # what a message was about is forgotten after this
ROWS = timedelta(days=400)  # that it was sent, and why, after this
READ_NOTICES = timedelta(days=400)


def tidy() -> tuple[int, int]:
    """Empties old bodies and deletes old rows. Says how many of each; a daily task."""
    now = timezone.now()
    closed = [Message.State.SENT, Message.State.DROPPED, Message.State.FAILED]
    old = Message.objects.filter(state__in=closed, created_at__lt=now - BODIES)
    emptied = locks.update(old.exclude(data={}).exclude(sent_at__gte=now - BODIES), data={})
    deleted = locks.delete_free(Message.objects.filter(created_at__lt=now - ROWS))
    locks.delete_free(Notice.objects.filter(read_at__isnull=False, at__lt=now - READ_NOTICES))
    addresses.forget()
    return emptied, deleted
