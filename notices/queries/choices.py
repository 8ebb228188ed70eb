"""What a member chose to get by mail."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import Member
from notices.kinds import GROUP_LABELS, KINDS, Group, Kind, Words
from notices.models import Choice


@dataclass(frozen=True, slots=True)
class Row:
    kind: Kind
    by_mail: bool
    how: str  # "", "settings", "one click", "two ignored"


@dataclass(frozen=True, slots=True)
class Section:
    label: Words
    rows: list[Row]


def sections(member: Member) -> list[Section]:
    """Every kind in its group, with the member's choice. One query."""
    chosen = {choice.kind: choice for choice in Choice.objects.filter(member=member)}
    return [
        Section(label, [_row(kind, chosen.get(kind.name)) for kind in KINDS.values() if kind.group is group])
        for group, label in GROUP_LABELS.items()
        if group is not Group.ACCOUNT
    ]


def _row(kind: Kind, choice: Choice | None) -> Row:
    if choice is None:
        return Row(kind, bool(kind.by_mail), "")
    return Row(kind, choice.by_mail, choice.how)
