"""Whom a text mentions: @handle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Q
from django.db.models.functions import Lower

from forum.models import Comment, Post
from members.models import Block, Member, MemberQuerySet
from writing.render import render, render_comment

SUGGESTED = 6  # handles offered while somebody types one


def known_to(author: Member | None) -> Callable[[Iterable[str]], Mapping[str, str]]:
    """Finds the addresses of those whom `author` may mention; None is somebody behind a mask.

    Whoever has blocked a named author, or was blocked by them, is not mentioned: neither hears of the other.
    """
    return lambda handles: {member.handle.lower(): member.get_absolute_url() for member in _known(handles, author)}


def _known(handles: Iterable[str], author: Member | None) -> list[Member]:
    found = Member.objects.people().annotate(lower=Lower("handle")).filter(lower__in=list(handles))
    return [] if not handles else list(_unblocked(found, author))


def _unblocked(people: MemberQuerySet, author: Member | None) -> MemberQuerySet:
    if author is None:
        return people
    apart = Block.objects.filter(Q(blocker=author) | Q(blocked=author)).values_list("blocker_id", "blocked_id")
    others = {number for pair in apart for number in pair} - {author.pk}
    return people.exclude(pk__in=others)


def mentioned(row: Post | Comment) -> list[int]:
    """The ids of the members whom a post or comment mentions now, its own author left out."""
    if "@" not in row.body:
        return []
    author = None if row.is_masked else row.member
    make = render_comment if isinstance(row, Comment) else render
    handles = make(row.body, people=known_to(author)).mentions
    people = _known(handles, author)
    return [member.pk for member in people if member.pk != row.member_id]


def suggestions(*, viewer: Member, typed: str) -> list[Member]:
    """Members whose handle begins with what was typed, for a writer."""
    typed = typed.replace("\x00", "")
    if not typed:
        return []
    found = Member.objects.people().annotate(lower=Lower("handle")).filter(lower__startswith=typed.lower())
    return list(_unblocked(found, viewer).order_by("lower")[:SUGGESTED])
