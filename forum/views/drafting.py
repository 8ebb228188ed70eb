"""Where a draft came from, in words and as an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from forum import rules
from forum.drafting import Words
from forum.models import Post, Topic
from members.models import Member


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the list. `href` is "" where its form is not there any more."""

    words: Words
    place: str
    href: str


def listed(member: Member, drafts: Iterable[Words]) -> list[Listed]:
    """The drafts with their places. Two queries, however many there are."""
    drafts = list(drafts)
    posts = _numbers(drafts, "comment")
    topics = dict(Post.objects.filter(pk__in=posts).values_list("pk", "topic_id"))
    wanted = {*_numbers(drafts, "topic"), *topics.values()}
    found = Topic.objects.select_related("space", "member", "mask").in_bulk(wanted)
    readable = {pk: topic for pk, topic in found.items() if rules.may_read(member, topic)}
    return [_listed(draft, topics, readable) for draft in drafts]


def _numbers(drafts: Iterable[Words], kind: str) -> list[int]:
    parts = (draft.context.partition(":") for draft in drafts)
    return [int(number) for what, _colon, number in parts if what == kind]


def _listed(draft: Words, topics: dict[int, int], readable: dict[int, Topic]) -> Listed:
    kind, _colon, number = draft.context.partition(":")
    if kind == "ask":
        return Listed(draft, _("A new topic"), reverse("forum:ask"))
    if kind == "letter":
        return Listed(draft, _("A letter to who you were"), f"{reverse('forum:ask')}?kind=story&letter={number}")
    topic = readable.get(topics.get(int(number), 0) if kind == "comment" else int(number))
    if topic is None:
        return Listed(draft, _("A topic that is not there any more"), "")
    if kind == "comment":
        return Listed(
            draft, _("A reply in “%(title)s”") % {"title": topic.title}, reverse("forum:comments", args=[number])
        )
    return Listed(draft, _("An answer in “%(title)s”") % {"title": topic.title}, f"{topic.get_absolute_url()}#reply")
