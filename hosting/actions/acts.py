"""Writes down what admins did to the whole community. Hears of it from the ledger, so it may be told twice."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from activity.models import Event
from hosting.models import Act
from members.models import Member, StageChange

LONGEST_NAME = 80
# What a thing is called that everybody may know of. A mask's is none.
NAMES = {"forum.space": "title", "members.journey": "title", "recognition.thanksword": "label"}


def noted(event: Event) -> None:
    by = _who(event)
    if by is None and event.verb == "member.joined":
        return  # by themselves
    about = event.target_id if event.target_kind == "members.member" and event.target_id != by else None
    Act.objects.get_or_create(
        event_id=event.id,
        defaults={
            "at": event.at,
            "verb": event.verb,
            "by_id": _there(by),
            "about_id": _there(about),
            "data": {"names": _names(event)},
        },
    )


def _who(event: Event) -> int | None:
    """Of whoever was let in by somebody the ledger says only that they joined."""
    if event.verb != "member.joined":
        return event.member_id
    let_in = StageChange.objects.filter(member_id=event.target_id, after=Member.Stage.NEWCOMER, by__isnull=False)
    return let_in.exclude(by=event.target_id).order_by("at", "pk").values_list("by_id", flat=True).first()


def _there(member_id: int | None) -> int | None:
    """Whoever was erased since is nobody."""
    return member_id if member_id and Member.objects.filter(pk=member_id).exists() else None


def _names(event: Event) -> list[str]:
    kind, number = event.target_kind, event.target_id
    if kind == "members.member" and event.space_id:  # somebody tends a space now
        kind, number = "forum.space", event.space_id
    field = NAMES.get(kind)
    if field is None:
        return [str(name)[:LONGEST_NAME] for name in event.data.get("fields", [])]
    model: Any = apps.get_model(kind)
    found = model._default_manager.filter(pk=number).values_list(field, flat=True).first()
    return [str(found)[:LONGEST_NAME]] if found else []
