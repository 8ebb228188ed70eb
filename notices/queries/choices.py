"""What a member chose to get by mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from forum.rules import tended_spaces
from members.models import Member
from notices.kinds import DIGEST, GROUP_LABELS, KINDS, Duty, Group, Kind, Words
from notices.models import Choice, Device, Digest


@dataclass(frozen=True, slots=True)
class Row:
    kind: Kind
    by_mail: bool
    by_push: bool
    how: str  # "", "settings", "one click", "two ignored", "complaint"


@dataclass(frozen=True, slots=True)
class Section:
    label: Words
    rows: list[Row]


def sections(member: Member) -> list[Section]:
    """Every kind that concerns the member in its group, with their choice. Two queries."""
    kinds = kinds_for(member)
    chosen = {choice.kind: choice for choice in Choice.objects.filter(member=member)}
    return [
        Section(
            label, [_row(kind, chosen.get(kind.name)) for kind in kinds if kind.group is group and not kind.by_rhythm]
        )
        for group, label in GROUP_LABELS.items()
        if group is not Group.ACCOUNT
    ]


def kinds_for(member: Member) -> list[Kind]:
    """What can be told to this member: what admins hear, or those who tend a space, is left out for others."""
    has: set[Duty | None] = {None, Duty.ADMIN, Duty.TENDS} if member.is_staff else {None}
    if tended_spaces(member):
        has.add(Duty.TENDS)
    return [kind for kind in KINDS.values() if kind.duty in has]


def _row(kind: Kind, choice: Choice | None) -> Row:
    if choice is None:
        return Row(kind, bool(kind.by_mail), False, "")
    return Row(kind, choice.by_mail, choice.by_mail and choice.by_push, choice.how)


def own_devices(member: Member) -> list[Device]:
    """Where notifications can reach them. One query."""
    return list(Device.objects.filter(member=member))


def rhythm(member: Member) -> str:
    """How often the member gets a digest: "day", "week", or "" for never, also where a click stopped it. One query."""
    stopped = Choice.objects.filter(member=OuterRef("member"), kind=DIGEST, by_mail=False)
    chosen = Digest.objects.filter(~Exists(stopped), member=member).values_list("every", flat=True)
    return chosen.first() or ""
