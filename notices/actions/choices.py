"""What a member wants by mail."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils import timezone

from activity import locks
from members.models import Member
from notices.kinds import KINDS
from notices.models import Choice
from notices.queries.choices import kinds_for


class How(StrEnum):
    """How a choice came to be."""

    SETTINGS = "settings"
    ONE_CLICK = "one click"
    TWO_IGNORED = "two ignored"
    COMPLAINT = "complaint"  # they told their mail program that it was not wanted


def choose(*, member: Member, kind: str, by_mail: bool, how: How, by_push: bool | None = None) -> None:
    """Sets one choice; `by_push` None leaves that as it was. ValueError for a kind about which nobody decides."""
    if kind not in KINDS or not KINDS[kind].is_choosable:
        raise ValueError(kind)
    chosen: dict[str, Any] = {"by_mail": by_mail, "how": how.value, "at": timezone.now()}
    if by_push is not None:
        chosen["by_push"] = by_push
    Choice.objects.update_or_create(member=member, kind=kind, defaults=chosen)


def take_back(*, member: Member, kinds: Iterable[str]) -> None:
    """As if the member had never chosen about these."""
    locks.delete(Choice.objects.filter(member=member, kind__in=list(kinds)))


@transaction.atomic
def choose_all(*, member: Member, by_mail: Iterable[str], by_push: Iterable[str] = ()) -> None:
    """Sets every choice at once: by mail, or by notification in its place, what is named; in the page only what is not. Unchanged ones keep their `how`,
    and so do those about which this member is not asked.
    """
    pushed = set(by_push)
    wanted = set(by_mail) | pushed
    before = {choice.kind: (choice.by_mail, choice.by_push) for choice in Choice.objects.filter(member=member)}
    for kind in kinds_for(member):
        if not kind.is_choosable or kind.by_rhythm:
            continue
        now = kind.name in wanted, kind.name in pushed
        if before.get(kind.name, (kind.by_mail, False)) != now:
            choose(member=member, kind=kind.name, by_mail=now[0], by_push=now[1], how=How.SETTINGS)
