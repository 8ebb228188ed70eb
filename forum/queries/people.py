"""Whom a text mentions: @handle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from django.db.models import Q
from django.db.models.functions import Lower

from forum.models import Row
from members.handles import handle_from
from members.models import Block, Member
from writing.mentions import addresses_in

SUGGESTED = 6  # handles offered while somebody types one


def known(handles: Iterable[str]) -> Mapping[str, str]:
    """The addresses of those whose handles these are.

    Whoever writes makes no difference. A mention that stayed plain under a name and became a link without it would
    show the writer who blocks them.
    """
    return {typed: member.get_absolute_url() for typed, member in _meant(handles).items()}


def _meant(typed: Iterable[str]) -> dict[str, Member]:
    """What of it is somebody's handle, as it stands or as its letters make one: "o’brien" is o-brien."""
    made = {handle: handle if "." in handle or "_" in handle else handle_from(handle) for handle in typed}
    people = Member.objects.people().annotate(lower=Lower("handle")).filter(lower__in={*made, *made.values()})
    found = {member.handle.lower(): member for member in people} if made else {}
    meant = {typed: found.get(typed) or found.get(handle) for typed, handle in made.items()}
    return {typed: member for typed, member in meant.items() if member}


def mentioned(row: Row) -> list[int]:
    """The ids of the members who hear that a post or comment mentions them now: neither its own author nor, of a named
    one, anybody who blocks its author or is blocked by them.
    """
    handles = [_handle_in(address) for address in addresses_in(row.html)]
    called = Member.objects.people().annotate(lower=Lower("handle")).filter(lower__in=handles)
    people = set(called.values_list("pk", flat=True)) if handles else set()
    if people and not row.is_masked:
        people -= {row.member_id} | _apart_from(row.member_id)
    return sorted(people)


def _handle_in(address: str) -> str:
    """The handle in the address of somebody's page."""
    return unquote(address.rstrip("/").rpartition("/")[2]).removeprefix("@").lower()


def _apart_from(author_id: int | None) -> set[int]:
    apart = Block.objects.filter(Q(blocker=author_id) | Q(blocked=author_id)).values_list("blocker_id", "blocked_id")
    return {number for pair in apart for number in pair}


def suggestions(*, viewer: Member, typed: str) -> list[Member]:
    """Members whose handle begins with what was typed, for a writer; without those whom they block themselves."""
    typed = typed.replace("\x00", "").lower()
    if not typed:
        return []
    begins = Q(lower__startswith=typed) | Q(lower__startswith=handle_from(typed) or typed)
    found = Member.objects.people().annotate(lower=Lower("handle")).filter(begins)
    blocked = Block.objects.filter(blocker=viewer).values("blocked")
    return list(found.exclude(pk__in=blocked).order_by("lower")[:SUGGESTED])
