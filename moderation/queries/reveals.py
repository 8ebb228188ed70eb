"""The glass that two admins can break: what is asked, and what was done."""

from __future__ import annotations

from dataclasses import dataclass

from masks.models import Reveal
from members.models import Member

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    row: Reveal
    may_agree: bool
    may_decline: bool
    may_read: bool


def reveals(viewer: Member) -> list[Line]:
    """The newest first, for admins. One query."""
    rows = Reveal.objects.select_related("asked_by", "agreed_by", "declined_by").order_by("-asked_at", "-pk")
    return [_line(row, viewer) for row in rows[:MOST_SHOWN]]


def _line(row: Reveal, viewer: Member) -> Line:
    is_open = row.agreed_by_id is None and row.declined_by_id is None
    asked = row.asked_by_id == viewer.pk
    read_at = row.asker_read_at if asked else row.other_read_at
    mine = row.at is not None and (asked or row.agreed_by_id == viewer.pk)
    return Line(row, may_agree=is_open and not asked, may_decline=is_open, may_read=mine and read_at is None)
