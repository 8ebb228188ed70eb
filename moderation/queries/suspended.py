"""Who may not write now: since when, until when, why and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Member, Suspension


@dataclass(frozen=True, slots=True)
class Row:
    suspension: Suspension
    may_lift: bool


def suspended_now() -> list[Suspension]:
    """The newest first."""
    return list(Suspension.objects.in_force().select_related("member", "by").order_by("-at", "-pk"))


def suspended_for(viewer: Member) -> list[Row]:
    """Whoever suspended the account, and admins, may end it early."""
    return [Row(row, viewer.is_staff or row.by_id == viewer.pk) for row in suspended_now()]
