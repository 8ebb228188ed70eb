"""What a writer can link to while they type: tags and topics that they may read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Length, Lower

from forum.models import Status, Tag, Topic
from forum.queries import lists
from forum.queries.similar import same_words
from forum.words import tag_slug
from members.models import Member
from writing.folding import says
from writing.markdown import as_words

TAGS, TOPICS = 3, 5  # offered
LEAST_LETTERS = 2  # of a tag; one is the beginning of everything
LEAST_OF_A_TITLE = 3


@dataclass(frozen=True, slots=True)
class Thing:
    """`link` is the Markdown of a link to it."""

    icon: str
    words: str
    link: str


def things(*, viewer: Member, typed: str) -> list[Thing]:
    """Two queries. Nothing is said of what the viewer may not read: not the name of a tag that stands only there."""
    typed = " ".join(typed.replace("\x00", " ").split())
    tags = [Thing("tag", tag.name, _link(f"#{tag.name}", tag.get_absolute_url())) for tag in _tags(viewer, typed)]
    topics = (
        Thing("message-circle", topic.title, _link(topic.title, topic.get_absolute_url()))
        for topic in _topics(viewer, typed)
    )
    return [*tags, *topics]


def _link(words: str, address: str) -> str:
    return f"[{as_words(words)}]({address.replace('(', '%28').replace(')', '%29')})"


def _tags(viewer: Member, typed: str) -> list[Tag]:
    slug = tag_slug(typed)
    if says(typed) < LEAST_LETTERS or not slug:
        return []
    read = lists.rows_for(viewer).filter(topictag__tag=OuterRef("pk"), status=Status.VISIBLE).order_by()
    starts = Case(When(slug__startswith=slug, then=0), default=1)
    named = Q(slug__startswith=slug) | Q(slug__contains=f"-{slug}")
    found = Tag.objects.filter(named & Q(Exists(read))).order_by(starts, Length("slug"), Lower("name"))
    return list(found[:TAGS])


def _topics(viewer: Member, typed: str) -> list[Topic]:
    """By the words of their titles, of which the last may be half typed; or by the number in their address."""
    topics = lists.rows_for(viewer).filter(status=Status.VISIBLE).order_by()
    if typed.isascii() and typed.isdecimal():
        return list(topics.filter(pk=int(typed[:9])))
    return [] if says(typed) < LEAST_OF_A_TITLE else list(same_words(topics, typed)[:TOPICS])
