"""Reads of starter guides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString

from members.models import Goal, Journey, Member
from members.rules import NotAllowed
from mentorship.models import Guide, GuideVersion
from mentorship.rules import may_write_guide
from web.prepared import Prepared
from writing.diff import diff

VERSIONS_SHOWN = 60
OFFERED = 3  # guides beside a home


@dataclass(frozen=True, slots=True)
class Version:
    """One version and what it changed against the one before."""

    row: GuideVersion
    changes: SafeString


@dataclass(frozen=True, slots=True)
class Page:
    journey: Journey
    guide: Guide | None  # None: nobody has written one
    last: GuideVersion | None
    may_write: bool


def page(journey: Journey, viewer: Member) -> Page:
    guide = Guide.objects.filter(journey=journey, version__gt=0).first()
    last = guide.versions.select_related("member").order_by("-number").first() if guide is not None else None
    return Page(journey, guide, last, _may_write(viewer, journey))


def _may_write(viewer: Member, journey: Journey) -> bool:
    try:
        may_write_guide(viewer, journey)
    except NotAllowed:
        return False
    return True


def versions(journey: Journey) -> list[Version]:
    """The newest first. One query."""
    found = GuideVersion.objects.filter(guide__journey=journey).select_related("member").order_by("-number")
    rows = list(found[: VERSIONS_SHOWN + 1])
    before = [*(row.text for row in rows[1:]), ""][: len(rows)]  # nothing was written yet: nothing before it
    return [Version(row, diff(old, row.text)) for row, old in zip(rows, before, strict=True)][:VERSIONS_SHOWN]


def for_home(member: Member) -> list[Journey]:
    """For a newcomer, the guides of the paths on which they have a goal; without one, the first few there are. One query;
    none for others, who find the guide on the page of their path.
    """
    if member.stage != Member.Stage.NEWCOMER:
        return []
    found: list[Any] = WRITTEN(member=member.pk)
    return [journey for journey in found if journey.own] or found


def _written(member: int) -> QuerySet[Journey]:
    own = Exists(Goal.objects.open().filter(member=member, journey=OuterRef("pk")))
    written = Journey.objects.filter(is_open=True, guide__version__gt=0).annotate(own=own)
    return written.order_by("-own", "title", "pk")[:OFFERED]


WRITTEN = Prepared(_written)
