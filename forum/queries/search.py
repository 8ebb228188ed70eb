"""Finds topics by the words in them, wherever in a topic they stand. What a viewer may not read is left out by the
database, not afterwards: words that nobody may read find nothing and hide nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left
from django.utils import timezone

from forum import words
from forum.models import Post, Status, Topic, TopicTag
from forum.queries import lists
from forum.search_language import LONGEST_QUERY, Said, read
from forum.snippets import Sought, snippet
from members.models import Member
from web.prepared import Prepared
from writing.search_field import rank
from writing.search_text import one_of

__all__ = ["LONGEST_QUERY", "Found", "Hit", "Wanted", "find", "most_pages"]

PAGE_SIZE = 20  # topics
# Rows that are weighed. A word that stands in more posts than this says little, and the page asks for another one.
MOST_POSTS = 300
MOST_TOPICS = 200
LOOKED_AT = 1000  # rows that hold the words, until so many are found that the viewer may read
NEWEST = 10_000  # posts, and topics, of which those that hold them are weighed as well where there are too many
MOST_RARE = 1000  # topics with the rarest of the words, in which the others are looked for
ENOUGH = 5 * PAGE_SIZE  # topics; where fewer hold all the words in one place, the words may stand apart
LONGEST_TEXT = 20_000  # characters of a post in which the words are looked for again, to show them
HELPED = 2.0  # times as much, in an answer that helped
TOGETHER = 0.05  # for words in the order in which they were typed; one of them in a text is 0.06
NEW = 0.15  # of its worth more, for what was written today
HALF_AS_NEW = 365  # days
# migrations/0010_search_at_once.py has these functions
HOLDING: dict[Any, str] = {
    Topic: "SELECT forum_holding('forum_topic', %s::tsquery, %s, (SELECT max(id) - %s FROM forum_topic))",
    Post: "SELECT forum_holding('forum_post', %s::tsquery, %s, (SELECT max(id) - %s FROM forum_post))",
}
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

    @classmethod
    def read(cls, text: str, **filters: str) -> Wanted:
        return cls(read(text), **{name: value.replace("\x00", "")[:80] for name, value in filters.items()})

    @property
    def words(self) -> str:
        return self.said.plain

    @property
    def is_narrowed(self) -> bool:
        return self.said.is_narrowed or bool(self.space or self.tag or self.kind or self.answered)

    @property
    def is_empty(self) -> bool:
        """Is nothing looked for? Words that stand everywhere are nothing."""
        return not (self.said.words or self.said.without or self.is_narrowed)


@dataclass(frozen=True)
class Hit:
    """A topic, and the post in it that fits best (None: only the title or a tag does)."""

    topic: Topic
    post_id: int | None = None
    snippet: str = ""  # plain words with START and STOP around what was found


@dataclass(frozen=True)
class Found:
    hits: list[Hit]
    number: int = 1  # of this page
    has_more: bool = False
    too_many: bool = False  # the words are so common that not every post was weighed


class Row(NamedTuple):
    """A topic's title, or a post, that holds words which are looked for."""

    topic_id: int
    post_id: int | None
    worth: float
    at: datetime


def find(viewer: Member | None, wanted: Wanted, number: int = 1) -> Found:
    """One page of topics, those that fit best first. Four queries at most, whatever is found."""
    if wanted.is_empty:
        return Found([])
    rows, too_many = _Search(viewer, wanted).rows()
    best = _best(rows)
    order = sorted(best, key=lambda pk: (best[pk].worth, pk), reverse=True)
    start = (max(number, 1) - 1) * PAGE_SIZE
    shown = {pk: best[pk].post_id for pk in order[start : start + PAGE_SIZE]}
    return Found(_hits(viewer, wanted, shown), max(number, 1), len(order) > start + PAGE_SIZE, too_many)


def most_pages() -> int:
    return 2 * (MOST_POSTS + MOST_TOPICS) // PAGE_SIZE + 1


def _best(rows: list[Row]) -> dict[int, Row]:
    """Of each topic what its title and its best post are worth together, and that post."""
    titles: dict[int, float] = {}
    posts: dict[int, Row] = {}
    now = timezone.now()
    for row in rows:
        worth = row.worth * (1 + NEW * 0.5 ** ((now - row.at).days / HALF_AS_NEW))
        if row.post_id is None:
            titles[row.topic_id] = worth
        elif row.topic_id not in posts or worth > posts[row.topic_id].worth:
            posts[row.topic_id] = row._replace(worth=worth)
    nothing = Row(0, None, 0.0, now)
    both = {pk: posts.get(pk, nothing) for pk in titles | posts}
    return {pk: row._replace(worth=row.worth + titles.get(pk, 0.0)) for pk, row in both.items()}


class _Search:
    """The questions to the database, for one viewer."""

    def __init__(self, viewer: Member | None, wanted: Wanted) -> None:
        self.said = wanted.said
        self.is_narrowed = wanted.is_narrowed
        self.is_visitor = viewer is None  # who may read little of a forum for members: nothing is skipped for them
        self.visible = Post.objects.filter(status=Status.VISIBLE)
        if viewer is not None and viewer.is_authenticated:
            self.visible = self.visible.exclude(member_id__in=lists.blocked_by(viewer))
        self.topics = self._readable(lists.rows_for(viewer).filter(status=Status.VISIBLE), wanted)
        self.posts = _written(self.visible, self.said)
        self.titles = _written(self.topics, self.said)

    def rows(self) -> tuple[list[Row], bool]:
        """What is weighed, and whether there was more."""
        if not self.said.words:
            return self._newest(), False
        exact = " & ".join(word.exact for word in self.said.words)
        rows = self._together(exact, most=None if self.is_narrowed else LOOKED_AT)
        if _is_full(rows):
            return rows + self._together(exact, most=LOOKED_AT, newest=True), True
        if len({row.topic_id for row in rows}) < ENOUGH:
            rows += self._widely()
        return rows, False

    def _readable(self, topics: QuerySet[Topic], wanted: Wanted) -> QuerySet[Topic]:
        """The topics that pass what was chosen, named and left out."""
        for one in (*_conditions(self.said), *_chosen(wanted)):
            topics = topics.filter(one)
        for phrase in self.said.without:
            inside = self.visible.filter(topic=OuterRef("pk"), search__holds=phrase)
            topics = topics.exclude(search__holds=phrase).exclude(Exists(inside))
        return topics.order_by()

    def _together(self, query: str, *, most: int | None, newest: bool = False) -> list[Row]:
        """Titles and posts that hold every word."""
        titles = self.titles.filter(pk__in=_holding(Topic, query, most, newest=newest))
        posts = self.posts.filter(pk__in=_holding(Post, query, most, newest=newest))
        return self._weighed(titles[:MOST_TOPICS], posts.filter(topic__in=self.topics.values("pk"))[:MOST_POSTS])

    def _widely(self) -> list[Row]:
        """With what the last word begins; with several words, topics in which each stands somewhere."""
        words = [word.wide for word in self.said.words]
        if len(words) == 1:
            return self._together(words[0], most=None if self.is_narrowed or self.is_visitor else LOOKED_AT)
        topics = self.topics.filter(pk__in=_holding_rarest(words))
        for word in words:
            inside = self.posts.filter(topic=OuterRef("pk"), search__holds=word)
            topics = topics.filter(Q(search__holds=word) | Exists(inside))
        posts = self.posts.filter(topic__in=topics.values("pk")[:MOST_TOPICS], search__holds=self._any)
        worth = self._worth(of_posts=True) + rank("topic__search", self._any)
        other = posts.values_list("topic_id", "pk", worth, "created_at")[:MOST_POSTS]
        titles = self.titles.filter(pk__in=_holding(Topic, " & ".join(words), LOOKED_AT, newest=False))
        return [Row(*row) for row in self._titles(titles[:MOST_TOPICS]).union(other, all=True)]

    def _newest(self) -> list[Row]:
        """Without words: what was narrowed down, the newest first."""
        if any(wanted for _name, wanted in self.said.people):
            posts = self.posts.filter(topic__in=self.topics.values("pk")).order_by("-created_at", "-pk")
            found = posts.values_list("topic_id", "pk", "created_at")[:MOST_POSTS]
        else:
            topics = self.titles.order_by("-created_at", "-pk")
            found = topics.values_list("pk", Value(None, BigIntegerField()), "created_at")[:MOST_TOPICS]
        return [Row(topic, post, at.timestamp(), at) for topic, post, at in found]

    @property
    def _any(self) -> str:
        return one_of(word.wide for word in self.said.words)

    def _worth(self, *, of_posts: bool) -> Any:
        worth = rank("search", self._any) + _in_order(self.said)
        helped = Case(When(helped=True, then=HELPED), default=1.0, output_field=FloatField())
        return worth * helped if of_posts else worth

    def _titles(self, titles: QuerySet[Topic]) -> QuerySet[Topic, Any]:
        none = Value(None, BigIntegerField())
        return titles.values_list("pk", none, self._worth(of_posts=False), "created_at")

    def _weighed(self, titles: QuerySet[Topic], posts: QuerySet[Post]) -> list[Row]:
        one = self._titles(titles)
        other = posts.values_list("topic_id", "pk", self._worth(of_posts=True), "created_at")
        return [Row(*row) for row in one.union(other, all=True)]


def _in_order(said: Said) -> Any:
    """More for words that follow each other as they were typed."""
    if len(said.words) < 2:
        return Value(0.0, FloatField())
    return Case(When(search__holds=said.together, then=TOGETHER), default=0.0, output_field=FloatField())


def _is_full(rows: list[Row]) -> bool:
    titles = sum(row.post_id is None for row in rows)
    return titles == MOST_TOPICS or len(rows) - titles == MOST_POSTS


def _holding(kind: type[Post] | type[Topic], query: str, most: int | None, *, newest: bool) -> RawSQL:
    """The ids of rows that hold it, found by the index alone; nothing is asked of who may read them."""
    after = NEWEST if newest else None
    return RawSQL(HOLDING[kind], [query, most, after])  # noqa: S611  (fixed words, values beside them)


def _holding_rarest(words: list[str]) -> RawSQL:
    """The ids of topics that hold the word which fewest posts hold."""
    return RawSQL("SELECT forum_topics_holding_rarest(%s::tsquery[], %s)", [words, MOST_RARE])


def _written(rows: QuerySet[Any], said: Said) -> QuerySet[Any]:
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


def _conditions(said: Said) -> list[Q]:
    """What `in:`, `tag:` and `is:` ask of a topic. In one of several spaces, but with every tag."""
    inside = [_in_space(name) for name, wanted in said.spaces if wanted]
    outside = [~_in_space(name) for name, wanted in said.spaces if not wanted]
    tags = [Q(pk__in=_tagged(name)) if wanted else ~Q(pk__in=_tagged(name)) for name, wanted in said.tags]
    states = [STATES[name.lower()] if wanted else ~STATES[name.lower()] for name, wanted in said.states]
    return [*([_any_of(inside)] if inside else []), *outside, *tags, *states]


def _chosen(wanted: Wanted) -> list[Q]:
    """The fields beside the box."""
    chosen = [Q(**{name: value}) for name, value in (("space__slug", wanted.space), ("kind", wanted.kind)) if value]
    chosen += [Q(pk__in=_with_tag(wanted.tag))] if wanted.tag else []
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


def _rows(viewer: Member | None, ids: list[int]) -> list[Topic]:
    if not ids:
        return []
    rows = lists.prepared_for(viewer, FOR_VISITORS, FOR_MEMBERS, topics=ids)
    return list(lists.rows_for(viewer).filter(pk__any_of=ids)) if rows is None else rows


FOR_VISITORS = Prepared(lambda topics: lists.rows_for(None).filter(pk__any_of=topics))
FOR_MEMBERS = Prepared(lambda topics, viewer: lists.rows_for(lists.any_member(viewer)).filter(pk__any_of=topics))


def _hits(viewer: Member | None, wanted: Wanted, shown: dict[int, int | None]) -> list[Hit]:
    """The topics of one page in its order, with the words around what was found."""
    topics = {topic.pk: topic for topic in _rows(viewer, list(shown))}
    ids = [pk for pk in shown.values() if pk is not None]
    texts = dict(Post.objects.filter(pk__in=ids).values_list("pk", Left("text", LONGEST_TEXT))) if ids else {}
    sought = Sought.of(wanted.said)
    return [
        Hit(topics[pk], post, snippet(texts.get(post, topics[pk].excerpt), sought))
        for pk, post in shown.items()
        if pk in topics
    ]
