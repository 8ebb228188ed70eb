"""What somebody looks for, and what of it a topic or a row has to be, words apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from forum import words
from forum.models import Topic, TopicTag
from forum.queries.tongues import spelled
from forum.search_language import Said, read
from members.queries import languages

ANSWERED = {
    "no": Q(kind=Topic.Kind.QUESTION, answer_count=0),
    "yes": Q(kind=Topic.Kind.QUESTION, answer_count__gt=0),
    "helped": Q(kind=Topic.Kind.QUESTION, helped_count__gt=0),
}
STATES = {
    "answered": ANSWERED["yes"],
    "unanswered": ANSWERED["no"],
    "helped": ANSWERED["helped"],
    **{kind: Q(kind=kind) for kind in ("question", "discussion", "story")},
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for: what they typed, and what they chose beside it. What does not exist finds nothing."""

    said: Said = field(default_factory=Said)
    space: str = ""  # a slug
    tag: str = ""  # a slug
    kind: str = ""
    answered: str = ""  # "", or a key of ANSWERED
    lang: str = ""  # a code

    @classmethod
    def read(cls, text: str, **filters: str) -> Wanted:
        return cls(read(text), **{name: value.replace("\x00", "")[:80] for name, value in filters.items()})

    @property
    def words(self) -> str:
        return self.said.plain

    @property
    def is_narrowed(self) -> bool:
        return self.said.is_narrowed or self.is_chosen

    @property
    def is_chosen(self) -> bool:
        """Is one of the fields beside the box filled?"""
        return bool(self.space or self.tag or self.kind or self.answered or self.lang)

    @property
    def is_empty(self) -> bool:
        """Is nothing looked for? Words that stand everywhere are nothing."""
        return not (self.said.words or self.said.without or self.is_narrowed)


def written(rows: QuerySet[Any], said: Said) -> QuerySet[Any]:
    """By those people and in that time. A name finds nothing that stands behind a mask, and hides nothing of it."""
    who = [Q(member__handle__iexact=handle) for handle, wanted in said.people if wanted]
    if who:
        rows = rows.filter(_any_of(who), member__isnull=False)
    for handle, wanted in said.people:
        if not wanted:
            rows = rows.exclude(member__handle__iexact=handle)
    if said.before:
        rows = rows.filter(created_at__lt=said.before)
    return rows.filter(created_at__gte=said.after) if said.after else rows


def conditions(said: Said) -> list[Q]:
    """What `in:`, `tag:` and `is:` ask of a topic. In one of several spaces, but with every tag."""
    inside = [_in_space(name) for name, wanted in said.spaces if wanted]
    outside = [~_in_space(name) for name, wanted in said.spaces if not wanted]
    tags = [Q(pk__in=_tagged(name)) if wanted else ~Q(pk__in=_tagged(name)) for name, wanted in said.tags]
    states = [STATES[name.lower()] if wanted else ~STATES[name.lower()] for name, wanted in said.states]
    return [*([_any_of(inside)] if inside else []), *outside, *tags, *states]


def chosen(wanted: Wanted) -> list[Q]:
    """The fields beside the box."""
    chosen = [Q(**{name: value}) for name, value in (("space__slug", wanted.space), ("kind", wanted.kind)) if value]
    chosen += [Q(pk__in=_with_tag(wanted.tag))] if wanted.tag else []
    chosen += [Q(lang__in=spelled([wanted.lang], languages.of_community()))] if wanted.lang else []
    return chosen + ([ANSWERED[wanted.answered]] if wanted.answered in ANSWERED else [])


def _any_of(conditions: list[Q]) -> Q:
    found = Q()
    for one in conditions:
        found |= one
    return found


def _in_space(name: str) -> Q:
    return Q(space__slug__iexact=name) | Q(space__title__iexact=name)


def _with_tag(slug: str) -> QuerySet[TopicTag, Any]:
    return TopicTag.objects.filter(tag__slug=slug).values("topic_id")


def _tagged(name: str) -> QuerySet[TopicTag, Any]:
    """By a tag as somebody types it."""
    return _with_tag(words.tag_slug(name))
