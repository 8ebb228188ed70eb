"""What two people have in common, when they first meet: in words, and only what both let the other see."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from forum.models import Comment, Post, Space, Status, Tag
from members.models import Goal, Journey, Member
from members.rules import blocks_between

MOST = 2  # a beginning, not a file
LATELY = 60  # posts of each that are looked at: the newest
JUST_MET = timedelta(days=14)


def in_common(one: Member, other: Member) -> list[str]:
    """Two sentences at most: a path, a tag, a space, a language. What either wrote behind a mask is none of it, nor what
    stands in the topics in which they met. Nothing across a block. Six queries at most.
    """
    if one.pk == other.pk or blocks_between(one, other):
        return []
    said = _paths(one, other)
    if len(said) < MOST:
        said += _written(one, other)
    if len(said) < MOST and one.language == other.language != settings.LANGUAGE_CODE:
        said.append(_("You both read in %(language)s.") % {"language": get_language_info(one.language)["name_local"]})
    return said[:MOST]


def have_just_met(one: Member, other: Member, now: datetime) -> bool:
    """Did the first reply go between them, under their names, in the past two weeks? Two queries, or four."""
    firsts = [rows.aggregate(at=Min("created_at"))["at"] for rows in _replies(one, other)]
    times = [at for at in firsts if at is not None]
    return bool(times) and min(times) > now - JUST_MET


def _replies(one: Member, other: Member) -> list[QuerySet[Post] | QuerySet[Comment]]:
    between = {(one.pk, other.pk), (other.pk, one.pk)}
    posts = comments = Q(pk=None)
    for writer, reader in between:
        posts |= Q(member=writer, topic__member=reader)
        comments |= Q(member=writer, post__member=reader)
    answers = Post.objects.filter(posts, status=Status.VISIBLE, position__gt=0)
    return [answers, Comment.objects.filter(comments, status=Status.VISIBLE)]


def _paths(one: Member, other: Member) -> list[str]:
    shown = Goal.objects.shown_to_members()
    theirs = (shown.filter(member=member).values("journey") for member in (one, other))
    both = Journey.objects.filter(pk__in=next(theirs)).filter(pk__in=next(theirs))
    title = both.values_list("title", flat=True).first()
    return [_("You are both on the path “%(path)s”.") % {"path": title}] if title else []


def _written(one: Member, other: Member) -> list[str]:
    """A tag and a space in which both wrote, each in topics of their own."""
    mine, theirs = _topics_of(one), _topics_of(other)
    met = mine.keys() & theirs.keys()
    mine, theirs = ({pk: space for pk, space in found.items() if pk not in met} for found in (mine, theirs))
    if not mine or not theirs:
        return []
    tag = Tag.objects.filter(topics__in=list(mine)).filter(topics__in=list(theirs)).order_by("name").distinct().first()
    said = [_("You have both written about “%(tag)s”.") % {"tag": tag.name}] if tag else []
    spaces = set(mine.values()) & set(theirs.values())
    space = Space.objects.filter(pk__in=spaces).order_by("title").first() if spaces and not said else None
    return said + ([_("You have both written in “%(space)s”.") % {"space": space.title}] if space else [])


def _topics_of(member: Member) -> dict[int, int]:
    """The topics in which they wrote lately under their name, and the space of each; of moderators' spaces none."""
    posts = Post.objects.filter(member=member, status=Status.VISIBLE, topic__status=Status.VISIBLE)
    open_to_members = posts.exclude(topic__space__visibility=Space.Visibility.MODERATORS)
    newest = open_to_members.order_by("-created_at", "-pk").values_list("topic", F("topic__space"))
    return dict(newest[:LATELY])
