"""Pictures that nothing shows go, with their files; a daily task."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from activity import locks
from uploads import files
from uploads.holders import HOLDERS, holder, waiting
from uploads.models import Picture, Stored, Use

log = structlog.get_logger("uploads")

# Files are written before their row and outlive it until the transaction has ended; the clock of files is an hour.
UNDER_WAY = timedelta(hours=3)
BATCH = 1000


def discard(stored: Stored) -> None:
    """The row goes, and its files as soon as that is certain. A server of files that fails is swept later."""
    key, names = stored.key, list(stored.files)
    stored.delete()
    transaction.on_commit(partial(files.remove, key, names), robust=True)


def sweep() -> int:
    """Says how many pictures went. What somebody writes to just now is left to the next time."""
    _drop_uses()
    unused = Picture.objects.filter(owner_tag__isnull=False, kept_until__lt=timezone.now())
    locks.delete_free(unused.exclude(pk__in=waiting()))
    held = Use.objects.filter(picture=OuterRef("pk"))
    locks.delete_free(Picture.objects.filter(~Exists(held), owner_tag__isnull=True))
    gone = sum(map(_drop_stored, _unnamed()))
    _drop_files()
    return gone


def _drop_uses() -> None:
    """Rows that are no more hold nothing."""
    for kind in HOLDERS:
        last = 0
        while batch := _batch(kind, last):
            last = batch[-1]
            missing = set(batch) - holder(kind).existing(batch)
            locks.delete_free(Use.objects.filter(kind=kind, holder_id__in=missing))


def _batch(kind: str, last: int) -> list[int]:
    uses = Use.objects.filter(kind=kind, holder_id__gt=last).order_by("holder_id")
    return list(uses.values_list("holder_id", flat=True).distinct()[:BATCH])


def _unnamed() -> list[str]:
    return list(Stored.objects.filter(pictures__isnull=True).values_list("pk", flat=True))


@transaction.atomic
def _drop_stored(key: str) -> bool:
    """Once more under its lock: a picture may have got these very files in the meantime."""
    stored = locks.lock_free(Stored.objects.filter(pk=key)).first()
    if stored is None or stored.pictures.exists():
        return False
    discard(stored)
    return True


def _drop_files() -> None:
    """Files without a row: of a process that was ended between the two, or of a transaction that was taken back."""
    before = timezone.now() - UNDER_WAY
    waiting: defaultdict[str, list[str]] = defaultdict(list)
    for key, names in files.all_kept():
        waiting[key] += names
        if len(waiting) >= BATCH:
            _drop_unknown(waiting, before)
            waiting.clear()
    _drop_unknown(waiting, before)


def _drop_unknown(found: dict[str, list[str]], before: datetime) -> None:
    known = set(Stored.objects.filter(pk__in=found).values_list("pk", flat=True))
    for key, names in found.items():
        if key not in known and files.hour_kept(key, names) < before and files.remove(key, names):
            log.info("uploads.file_without_row")
