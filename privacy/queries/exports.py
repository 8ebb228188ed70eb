"""The copy that a member asked for, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from members.models import Member
from privacy import archive
from privacy.limits import KEPT_FOR
from privacy.models import Export
from privacy.queries import pictures
from privacy.records import SETS


@dataclass(frozen=True, slots=True)
class Copy:
    export: Export
    done: int  # record sets that are written
    of: int

    @property
    def next_at(self) -> datetime:
        """When the next may be asked for, and until when this one lies here."""
        return (self.export.ready_at or self.export.asked_at) + KEPT_FOR


def copy_of(member: Member) -> Copy | None:
    export = Export.objects.filter(member=member).first()
    return Copy(export, export.set_number, len(SETS)) if export else None


def own_export(member: Member, pk: UUID) -> Export:
    """Raises Export.DoesNotExist, for somebody else's as for none."""
    return Export.objects.get(pk=pk, member=member)


def zipped(member: Member, pk: UUID) -> bytes:
    """The whole archive. Raises Export.DoesNotExist where there is none that is ready."""
    export = Export.objects.get(pk=pk, member=member, state=Export.State.READY)
    files = export.parts.values_list("name", "content").iterator(chunk_size=20)
    written = ((name, archive.unpacked(bytes(content))) for name, content in files)
    return archive.as_zip(chain(written, pictures.as_files(pictures.of_member(member))))
