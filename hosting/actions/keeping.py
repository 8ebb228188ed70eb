"""When the next backup is due, and what is done then."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from pathlib import Path

import structlog
from django.conf import settings

from hosting.actions.backup import Kept, back_up
from hosting.actions.rehearse import rehearse
from hosting.actions.retention import prune, read
from hosting.actions.runs import sentence
from hosting.models import TOO_OLD, Run
from hosting.refusal import Refused

log = structlog.get_logger(__name__)

AGAIN = timedelta(hours=1)  # after one that failed
REHEARSED = timedelta(days=7)


def clock(text: str) -> time:
    """ "03:30". Raises Refused."""
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if not found:
        raise Refused(f"BACKUP_AT is not understood: {text!r}. Write an hour and minutes: 03:30.")
    return time(int(found[1]), int(found[2]))


def is_due(now: datetime, at: time) -> bool:
    """`now`: by the clock of the community. The hour has come since the last one began, or that is too old; an hour after one
    that failed.
    """
    last = Run.objects.latest_of(Run.Kind.BACKUP)
    good = Run.objects.good().latest_of(Run.Kind.BACKUP)
    if last is not None and not last.ok and now - last.started_at < AGAIN:
        return False
    return good is None or now - good.started_at > TOO_OLD or good.started_at < _latest(now, at)


def _latest(now: datetime, at: time) -> datetime:
    """When it was that hour for the last time."""
    today = datetime.combine(now.date(), at, now.tzinfo)
    return today if today <= now else datetime.combine(now.date() - timedelta(days=1), at, now.tzinfo)


def keep(kept: Kept, now: datetime) -> None:
    """The day's backup; what need not stay goes; once a week the newest is rehearsed. What fails is told and comes again."""
    try:
        folder = Path(settings.BACKUP_DIR)
        keep_of = read(settings.BACKUP_KEEP)
        run = back_up(to=folder, kept=kept, recipients=settings.BACKUP_RECIPIENTS)
        log.info("backed_up", archive=run.archive, size=run.size)
        for path in prune(folder, keep_of):
            log.info("old_backup_deleted", archive=path.name)
        if is_to_be_rehearsed(now):
            log.info("rehearsed", words=rehearse(folder / run.archive, []).words)
    except Exception as error:  # whatever it is, there must be a next one
        log.error("backup_failed", why=sentence(error))


def is_to_be_rehearsed(now: datetime) -> bool:
    """Encrypted ones cannot be opened here, as it should be: whoever has the key rehearses them."""
    last = Run.objects.good().latest_of(Run.Kind.REHEARSAL)
    return not settings.BACKUP_RECIPIENTS and (last is None or now - last.started_at >= REHEARSED)
