"""Full text over topics and posts. What a viewer may not read is left out by the database, not afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Left

from forum.models import Post, Status, Topic
from forum.queries import lists
from members.models import Member

PAGE_SIZE = 20  # topics
# Rows that are weighed. A word that stands in more posts than this says little, and the page asks for another one.
MOST_POSTS = 1000
MOST_TOPICS = 500
LONGEST_QUERY = 200  # characters
TITLE_BONUS = 1.0  # a word in the title says more than one in a long answer
LONGEST_TEXT = 20_000  # characters of a post in which the words are looked for again, to show them
# Signs that no text holds: the words between them were found. They become <mark> after escaping.
START, STOP = "\x02", "\x03"
AUTHOR = re.compile(r"(?:^|\s)author:@?([\w.-]{1,30})", re.IGNORECASE)
ANSWERED = {
    "no": Q(kind=Topic.Kind.QUESTION, answer_count=0),
    "yes": Q(kind=Topic.Kind.QUESTION, answer_count__gt=0),
    "helped": Q(kind=Topic.Kind.QUESTION, helped_count__gt=0),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. Everything but the words narrows it; what does not exist finds nothing."""

    words: str = ""
    author: str = ""  # a handle: finds what was written under that name and nothing behind a mask
    space: str = ""  # a slug
    tag: str = ""  # a slug
    kind: str = ""
    answered: str = ""  # "", or a key of ANSWERED

    @classmethod
    def read(cls, text: str, **filters: str) -> Wanted:
        """Reads `author:dorrie` out of the words."""
        text = text.replace("\x00", " ")[:LONGEST_QUERY]
        author = AUTHOR.search(text)
        words = " ".join(AUTHOR.sub(" ", text).split())
        clean = {name: value.replace("\x00", "")[:80] for name, value in filters.items()}
        return cls(words=words, author=author[1] if author else "", **clean)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.author)


@dataclass(frozen=True)
class Hit:
    """A topic, and the post in it that fits best (None: only the title does)."""

    topic: Topic
    post_id: int | None = None
    snippet: str = ""  # plain words with START and STOP around what was found


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    number: int = 1  # of this page
    has_more: bool = False
    too_many: bool = False  # the words are so common that not every post was weighed


@dataclass(frozen=True)
class _Weighed:
    rank: float
    post_id: int | None = None


def find(viewer: Member | None, wanted: Wanted, number: int = 1) -> Found:
    """One page of topics, those that fit best first, then the newest. Four queries, whatever is found."""
    if wanted.is_empty:
        return Found([])
    posts = list(_posts(viewer, wanted).values_list("topic_id", "pk", "rank")[:MOST_POSTS])
    topics = list(_topics(viewer, wanted).values_list("pk", "rank")[:MOST_TOPICS])
    weighed: dict[int, _Weighed] = {}
    for topic_id, post_id, rank in posts:
        if topic_id not in weighed or rank > weighed[topic_id].rank:
            weighed[topic_id] = _Weighed(rank, post_id)
    for topic_id, rank in topics:
        before = weighed.get(topic_id, _Weighed(0.0))
        weighed[topic_id] = replace(before, rank=before.rank + rank + TITLE_BONUS)
    order = sorted(weighed, key=lambda pk: (weighed[pk].rank, pk), reverse=True)
    start = (max(number, 1) - 1) * PAGE_SIZE
    shown = order[start : start + PAGE_SIZE]
    hits = _hits(viewer, wanted, {pk: weighed[pk].post_id for pk in shown})
    too_many = len(posts) == MOST_POSTS or len(topics) == MOST_TOPICS
    return Found(hits, max(number, 1), len(order) > start + PAGE_SIZE, too_many)


def most_pages() -> int:
    return (MOST_POSTS + MOST_TOPICS) // PAGE_SIZE + 1


def _query(wanted: Wanted) -> SearchQuery:
    return SearchQuery(wanted.words, config="english", search_type="websearch")


def _readable(viewer: Member | None, wanted: Wanted) -> QuerySet[Topic]:
    """The topics that the viewer may read and that pass the filters."""
    topics = lists.rows_for(viewer).filter(status=Status.VISIBLE)
    if wanted.space:
        topics = topics.filter(space__slug=wanted.space)
    if wanted.tag:
        topics = topics.filter(topictag__tag__slug=wanted.tag)
    if wanted.kind:
        topics = topics.filter(kind=wanted.kind)
    return topics.filter(ANSWERED[wanted.answered]) if wanted.answered in ANSWERED else topics


def _posts(viewer: Member | None, wanted: Wanted) -> QuerySet[Post]:
    readable = _readable(viewer, wanted).order_by().values("pk")
    posts = Post.objects.filter(status=Status.VISIBLE, topic__in=readable)
    if viewer is not None and viewer.is_authenticated:
        posts = posts.exclude(member_id__in=lists.blocked_by(viewer))
    if wanted.author:
        posts = posts.filter(member__handle__iexact=wanted.author, member__isnull=False)
    if wanted.words:
        return posts.filter(search=_query(wanted)).annotate(rank=SearchRank(F("search"), _query(wanted)))
    return posts.annotate(rank=Cast(Value(0.0), FloatField())).order_by("-created_at", "-pk")


def _topics(viewer: Member | None, wanted: Wanted) -> QuerySet[Topic]:
    """By their titles."""
    topics = _readable(viewer, wanted)
    if not wanted.words:
        return topics.annotate(rank=Cast(Value(0.0), FloatField())).none()
    if wanted.author:
        topics = topics.filter(member__handle__iexact=wanted.author, member__isnull=False)
    return topics.filter(search=_query(wanted)).annotate(rank=SearchRank(F("search"), _query(wanted)))


def _hits(viewer: Member | None, wanted: Wanted, shown: dict[int, int | None]) -> list[Hit]:
    """The topics of one page in its order, with the words around what was found."""
    topics = {topic.pk: topic for topic in lists.rows_for(viewer).filter(pk__in=shown)}
    snippets: dict[int | None, str] = dict(_snippets(wanted, [pk for pk in shown.values() if pk is not None]))
    return [
        Hit(topics[pk], post_id, snippets.get(post_id, topics[pk].excerpt))
        for pk, post_id in shown.items()
        if pk in topics
    ]


def _snippets(wanted: Wanted, post_ids: list[int]) -> QuerySet[Post, tuple[int, str]]:
    posts = Post.objects.filter(pk__in=post_ids)
    if not wanted.words:
        return posts.annotate(words=Left("text", lists.EXCERPT)).values_list("pk", "words")
    headline = SearchHeadline(
        Left("text", LONGEST_TEXT),
        _query(wanted),
        config="english",
        start_sel=START,
        stop_sel=STOP,
        max_words=30,
        min_words=15,
        max_fragments=2,
        fragment_delimiter=" … ",
    )
    return posts.annotate(words=headline).values_list("pk", "words")
