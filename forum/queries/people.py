"""Whom a text mentions: @handle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from django.db.models import Case, Q, When
from django.db.models.functions import Lower

from forum.models import Row
from members.handles import handle_from
from members.models import BY_HANDLE, BY_NAME, Block, Member
from members.queries.people import by_handle
from writing import search_names
from writing.mentions import addresses_in
from writing.search_text import one_of

SUGGESTED = 6  # handles offered while somebody types one


def known(handles: Iterable[str]) -> Mapping[str, str]:
    """The addresses of those whose handles these are.

    Whoever writes makes no difference. A mention that stayed plain under a name and became a link without it would
    show the writer who blocks them.
    """
    return {typed: member.get_absolute_url() for typed, member in by_handle(handles).items()}


def mentioned(row: Row) -> list[int]:
    """The ids of the members who hear that a post or comment mentions them now: neither its own author nor, of a named
    one, anybody who blocks its author or is blocked by them.
    """
    handles = [_handle_in(address) for address in addresses_in(row.html)]
    people = {member.pk for member in by_handle(handles).values()}
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
    """Members whose handle begins with what was typed, for a writer; then those whose handle or name has a word that
    does, by the name only who lets others find them. Without those whom the writer blocks.
    """
    typed = typed.replace("\x00", "").lower()
    handle, name = (search_names.called(typed, weights=weight) for weight in (BY_HANDLE, BY_NAME))
    if not handle:
        return []
    first = Case(When(lower__startswith=typed, then=0), When(lower__startswith=handle_from(typed), then=0), default=1)
    may_be_found = Q(search__holds=handle) | Q(is_listed=True) & ~Q(stage=Member.Stage.LEFT)
    found = Member.objects.people().filter(may_be_found, search__holds=one_of([handle, name]))
    blocked = Block.objects.filter(blocker=viewer).values("blocked")
    shown = found.exclude(pk__in=blocked).annotate(lower=Lower("handle")).defer("search").order_by(first, "lower")
    return list(shown[:SUGGESTED])
