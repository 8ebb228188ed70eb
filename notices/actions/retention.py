"""What is kept of messages and notices, and for how long."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from activity import locks
from notices.actions import addresses
from notices.models import Message, Notice, ServerWord


def tidy() -> tuple[int, int]:
    """Empties old bodies and deletes old rows. Says how many of each; a daily task."""
    now = timezone.now()
    words, rows = (timedelta(days=settings.KEEP_DAYS[what]) for what in ("mail", "rows"))
    closed = [Message.State.SENT, Message.State.DROPPED, Message.State.FAILED]
    old = Message.objects.filter(state__in=closed, created_at__lt=now - words)
    emptied = locks.update(old.exclude(data={}).exclude(sent_at__gte=now - words), data={})
    deleted = locks.delete_free(Message.objects.filter(created_at__lt=now - rows))
    locks.delete_free(Notice.objects.filter(read_at__isnull=False, at__lt=now - rows))
    locks.delete_free(ServerWord.objects.filter(day__lt=(now - words).date()))
    addresses.forget()
    return emptied, deleted
