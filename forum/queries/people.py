"""Whom a text mentions: @handle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.db.models.functions import Lower

from forum.models import Comment, Post
from members.models import Block, Member, MemberQuerySet
from writing.render import render, render_comment

SUGGESTED = 6  # handles offered while somebody types one


def known(handles: Iterable[str]) -> Mapping[str, str]:
    """The addresses of those whose handles these are.

    Whoever writes makes no difference. A mention that stayed plain under a name and became a link without it would
    show the writer who blocks them.
    """
    return {member.handle.lower(): member.get_absolute_url() for member in _people(handles)}


def _people(handles: Iterable[str]) -> MemberQuerySet:
    people = Member.objects.people()
    return people.annotate(lower=Lower("handle")).filter(lower__in=list(handles)) if handles else people.none()


def mentioned(row: Post | Comment) -> list[int]:
    """The ids of the members who hear that a post or comment mentions them now: neither its own author nor, of a named
    one, anybody who blocks its author or is blocked by them.
    """
    if "@" not in row.body:
        return []
    make = render_comment if isinstance(row, Comment) else render
    people = _people(make(row.body, people=known).mentions)
    if not row.is_masked:
        people = people.exclude(pk=row.member_id).exclude(pk__in=_apart_from(row.member_id))
    return list(people.values_list("pk", flat=True))


def _apart_from(author_id: int | None) -> set[int]:
    apart = Block.objects.filter(Q(blocker=author_id) | Q(blocked=author_id)).values_list("blocker_id", "blocked_id")
    return {number for pair in apart for number in pair}


def suggestions(*, viewer: Member, typed: str) -> list[Member]:
    """Members whose handle begins with what was typed, for a writer; without those whom they block themselves."""
    typed = typed.replace("\x00", "")
    if not typed:
        return []
    found = Member.objects.people().annotate(lower=Lower("handle")).filter(lower__startswith=typed.lower())
    blocked = Block.objects.filter(blocker=viewer).values("blocked")
    return list(found.exclude(pk__in=blocked).order_by("lower")[:SUGGESTED])
