"""A copy of one's own data: asked for, written piece by piece by a worker, and gone after a day."""

from __future__ import annotations

import zlib
from datetime import timedelta
from hashlib import sha256
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import broker, locks
from members.models import Member
from members.rules import NotAllowed
from notices.actions.tell import take_back, tell
from privacy import archive
from privacy.limits import KEPT_FOR
from privacy.models import Export, Part
from privacy.queries import own
from privacy.records import SETS, RecordSet

TASK = "privacy.export"
LEASE = timedelta(minutes=2)  # after which a worker is taken for dead
MOST_ATTEMPTS = 5
SECONDS = 20  # of work in one task, so that others have their turn


class TooSoon(NotAllowed):
    """Once a day is enough."""

    status = 429


@transaction.atomic
def ask(*, member: Member) -> Export:
    """Begins a copy; asked for twice at once it is one. Raises TooSoon."""
    over = list(_over().filter(member=member))
    locks.delete(_over().filter(member=member))
    _lead_nobody_to(over)
    try:
        with transaction.atomic():
            export = Export.objects.create(member=member, look_again_at=timezone.now() + LEASE)
    except IntegrityError:
        raise TooSoon(_("You have asked for a copy today. You can ask for the next one tomorrow.")) from None
    transaction.on_commit(lambda: _send(export.pk), robust=True)
    return export


@transaction.atomic
def remove(*, export: Export) -> None:
    """Its member does not want it to lie here. When the next may be asked for stays as it was."""
    found = locks.lock(Export.objects.filter(pk=export.pk)).first()
    if found is not None:
        found.parts.all().delete()
        found.state = Export.State.REMOVED
        found.save(update_fields=["state"])
        take_back(prefix=_key(found.pk))


def work(*, id: UUID, seconds: float = SECONDS) -> None:
    """Writes the copy on from where it stands, for so long; then another task goes on. May run twice."""
    until = monotonic() + seconds
    while _step(id):
        if monotonic() > until:
            _send(id)
            return


def sweep() -> None:
    """Every minute: what a dead worker left is gone on with; a copy whose day is over goes."""
    now = timezone.now()
    for id in Export.objects.filter(state=Export.State.WAITING, look_again_at__lt=now).values_list("pk", flat=True):
        _send(id)
    gone = list(_over())
    locks.delete_free(_over())
    _lead_nobody_to(gone)


def _over() -> Any:
    """Those that were there for a day. One that failed may be asked for again at once."""
    old = timezone.now() - KEPT_FOR
    failed = Export.objects.filter(state=Export.State.FAILED)
    # One that was removed before it was ready has no time at which it was.
    ended = Export.objects.exclude(state=Export.State.WAITING).filter(Q(ready_at__lt=old) | Q(ready_at=None))
    return failed | ended.filter(asked_at__lt=old)


def _send(id: UUID) -> None:
    broker.hand_over(TASK, [[str(id)]])


def _step(id: UUID) -> bool:
    """One more file. False when there is no more to write, or somebody else writes it."""
    try:
        with transaction.atomic():
            export = locks.lock_free(Export.objects.filter(pk=id, state=Export.State.WAITING)).first()
            return export is not None and _write_on(export)
    except Exception:
        _count_failure(id)
        raise  # the worker's log says what it was


@transaction.atomic
def _count_failure(id: UUID) -> None:
    export = locks.lock(Export.objects.filter(pk=id)).first()
    if export is not None:
        export.attempts += 1
        if export.attempts >= MOST_ATTEMPTS:
            export.state = Export.State.FAILED
            export.parts.all().delete()
        export.save(update_fields=["attempts", "state"])


def _write_on(export: Export) -> bool:
    member = Member.objects.get(pk=export.member_id)
    if export.set_number >= len(SETS):
        _finish(export, member)
        return False
    part = SETS[export.set_number]
    rows = own.rows_of(member, part, after=export.after, most=Part.MOST_ROWS)
    if rows:
        _add_records(export, member, part, rows)
        export.after = own.key_of(rows[-1], part)
    if len(rows) < Part.MOST_ROWS:
        export.set_number, export.after = export.set_number + 1, ""
    export.look_again_at = timezone.now() + LEASE
    export.save(update_fields=["set_number", "after", "look_again_at"])
    return True


def _add_records(export: Export, member: Member, part: RecordSet, rows: list[Any]) -> None:
    found = own.records(member, rows, part)
    number = export.parts.filter(record_set=part.name, name__startswith="data/").count() + 1
    _add(export, f"data/{part.name}.{number}.json", archive.as_json(found), part.name, len(found))
    _add(export, f"pages/{part.name}.{number}.html", archive.as_page(part, found), part.name, len(found))


def _add(export: Export, name: str, content: bytes, record_set: str = "", rows: int = 0) -> None:
    Part.objects.create(
        export=export,
        number=export.parts.count(),
        name=name,
        record_set=record_set,
        rows=rows,
        digest=sha256(content).hexdigest(),
        content=zlib.compress(content),
    )


def _finish(export: Export, member: Member) -> None:
    parts = list(export.parts.defer("content"))
    _add(export, "index.html", archive.as_index(member, parts))
    _add(export, archive.MANIFEST, archive.as_json(archive.manifest(member, parts, asked_at=export.asked_at)))
    export.state, export.ready_at = Export.State.READY, timezone.now()
    export.save(update_fields=["state", "ready_at"])
    tell(to=member, kind="copy_ready", dedupe_key=_key(export.pk), data={"path": reverse("privacy:data")})


def _lead_nobody_to(gone: list[Export]) -> None:
    for export in gone:
        take_back(prefix=_key(export.pk))


def _key(id: UUID) -> str:
    return f"copy_ready:{id}"
