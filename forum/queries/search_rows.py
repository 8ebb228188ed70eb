"""Titles and posts that hold what is looked for, and what each of them is worth.

What a viewer may not read is left out by the database, not afterwards: words that nobody may read find nothing and hide
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.utils import timezone

from forum import rules
from forum.models import Post, Status, Topic
from forum.queries import lists
from forum.queries.wanted import Wanted, chosen, conditions, written
from members.models import Member
from web.prepared import PreparedValues
from writing.search_field import rank
from writing.search_text import one_of

# Rows that are weighed. A word that stands in more posts than this says little, and the page asks for another one.
MOST_POSTS = 300
MOST_TOPICS = 200
LOOKED_AT = 1000  # rows that hold the words, until so many are found that the viewer may read
NEWEST = 10_000  # posts, and topics, of which those that hold them are weighed as well where there are too many
MOST_RARE = 1000  # topics with the rarest of the words, in which the others are looked for
ENOUGH = 100  # topics; where fewer hold all the words in one place, the words may stand apart
HELPED = 2.0  # times as much, in an answer that helped
TOGETHER = 0.05  # for words in the order in which they were typed; one of them in a text is 0.06
SHAPES = 128  # of questions: one or more words, for whom, how many are looked at; each has a statement of its own
# migrations/0010_search_at_once.py has these functions
HOLDING: dict[Any, str] = {
    Topic: "ARRAY(SELECT forum_holding('forum_topic', %s::tsquery, %s, (SELECT max(id) - %s FROM forum_topic)))",
    Post: "ARRAY(SELECT forum_holding('forum_post', %s::tsquery, %s, (SELECT max(id) - %s FROM forum_post)))",
}
ONE_TOPIC = Func(OuterRef("pk"), template="ARRAY[%(expressions)s]", output_field=ArrayField(BigIntegerField()))
HOLDING_RAREST = "ARRAY(SELECT forum_topics_holding_rarest(%s::tsquery[], %s))"
DAYS = "floor(extract(epoch FROM statement_timestamp() - %(expressions)s) / 86400)::integer"


class Row(NamedTuple):
    """A topic's title, or a post, that holds words which are looked for."""

    topic_id: int
    post_id: int | None
    worth: float
    days: int  # since it was written


class Search:
    """The questions to the database, for one viewer."""

    def __init__(self, viewer: Member | None, wanted: Wanted) -> None:
        self.viewer = rules.reader(viewer)
        self.wanted, self.said = wanted, wanted.said
        self.words = [word.wide for word in self.said.words]

    def rows(self) -> tuple[list[Row], bool]:
        """What is weighed, and whether there was more."""
        if not self.words:
            return _newest(_Readable(self.viewer, self.wanted)), False
        exact = " & ".join(word.exact for word in self.said.words)
        rows = self._together(exact, most=None if self.wanted.is_narrowed else LOOKED_AT)
        if _is_full(rows):
            return rows + self._together(exact, most=LOOKED_AT, newest=True), True
        if len({row.topic_id for row in rows}) < ENOUGH:
            rows += self._widely()
        return rows, False

    def _widely(self) -> list[Row]:
        """With what the last word begins; with several words, topics in which each stands somewhere."""
        if len(self.words) == 1:
            return self._beginning()
        every = {f"word_{n}": word for n, word in enumerate(self.words)}
        return self._ask(_apart, (), several=self.words, together=" & ".join(self.words), **every)

    def _beginning(self) -> list[Row]:
        """A visitor may read little of a forum for members: nothing is skipped for them. Others know the exact ones."""
        [word] = self.said.words
        if self.wanted.is_narrowed or self.viewer is None:
            return self._together(word.wide, most=None)
        return self._together(f"({word.wide}) & !({word.exact})", most=LOOKED_AT) if word.wide != word.exact else []

    def _together(self, query: str, *, most: int | None, newest: bool = False) -> list[Row]:
        return self._ask(_together, (most, newest), query=query)

    def _ask(self, make: Question, shape: tuple[Any, ...], **values: Any) -> list[Row]:
        values["words"] = one_of(self.words)
        if len(self.words) > 1:
            values["in_order"] = self.said.together
        if not self._is_like_others():
            found = make(_Readable(self.viewer, self.wanted), *shape, **values)
            return [Row(*row) for row in found]
        if self.viewer is None:
            return [Row(*row) for row in _for_visitors(make, shape, len(self.words))(**values)]
        return [Row(*row) for row in _for_members(make, shape, len(self.words))(viewer=self.viewer.pk, **values)]

    def _is_like_others(self) -> bool:
        """Many ask the same but for the words. Who may read more than others, or narrows down, asks for themselves."""
        if self.wanted.is_narrowed or self.said.without:
            return False
        return self.viewer is None or lists.is_like_most(self.viewer)


class _Readable:
    """What a viewer may read of what they want, words apart."""

    def __init__(self, viewer: Member | None, wanted: Wanted) -> None:
        self.said = wanted.said
        self.visible = Post.objects.filter(status=Status.VISIBLE)
        if viewer is not None:
            self.visible = self.visible.exclude(member_id__in=lists.blocked_by(viewer))
        self.topics = self._passing(lists.rows_for(viewer).filter(status=Status.VISIBLE), wanted)
        self.posts = written(self.visible, self.said)
        self.titles = written(self.topics, self.said)

    def _passing(self, topics: QuerySet[Topic], wanted: Wanted) -> QuerySet[Topic]:
        """The topics that pass what was chosen, named and left out."""
        for one in (*conditions(self.said), *chosen(wanted)):
            topics = topics.filter(one)
        for phrase in self.said.without:
            inside = self.visible.filter(topic=OuterRef("pk"), search__holds=phrase)
            topics = topics.exclude(search__holds=phrase).exclude(Exists(inside))
        return topics.order_by()


Question = Callable[..., QuerySet[Any, Any]]


@lru_cache(maxsize=SHAPES)
def _for_visitors(make: Question, shape: tuple[Any, ...], _words: int) -> PreparedValues:
    return PreparedValues(lambda **values: make(_Readable(None, Wanted()), *shape, **values))


@lru_cache(maxsize=SHAPES)
def _for_members(make: Question, shape: tuple[Any, ...], _words: int) -> PreparedValues:
    def asked(viewer: int, **values: Any) -> QuerySet[Any, Any]:
        return make(_Readable(lists.any_member(viewer), Wanted()), *shape, **values)

    return PreparedValues(asked)


def _together(
    readable: _Readable, most: int | None, newest: bool, *, query: str, words: str, in_order: str = ""
) -> QuerySet[Any, Any]:
    """Titles and posts that hold the query."""
    titles = readable.titles.filter(pk__among=_holding(Topic, query, most, newest=newest))
    posts = readable.posts.filter(pk__among=_holding(Post, query, most, newest=newest))
    posts = posts.filter(topic__in=readable.topics.values("pk"))
    return _titles(titles, words, in_order).union(_posts(posts, _worth_of_post(words, in_order)), all=True)


def _apart(
    readable: _Readable, *, several: list[str], together: str, words: str, in_order: str = "", **every: str
) -> QuerySet[Any, Any]:
    """Titles that hold each word, and posts with some of them in topics in which each stands somewhere."""
    topics = readable.topics.filter(pk__among=RawSQL(HOLDING_RAREST, [several, MOST_RARE]))  # noqa: S611  (as below)
    for word in every.values():
        # `among`: the planner, which does not know the word, would look for all posts that hold it instead
        inside = readable.posts.filter(topic__among=ONE_TOPIC, search__holds=word)
        topics = topics.filter(Q(search__holds=word) | Exists(inside))
    posts = readable.posts.filter(topic__among=ArraySubquery(topics.values("pk")[:MOST_TOPICS]), search__holds=words)
    worth = _worth_of_post(words, in_order) + rank("topic__search", words)
    titles = readable.titles.filter(pk__among=_holding(Topic, together, LOOKED_AT, newest=False))
    return _titles(titles, words, in_order).union(_posts(posts, worth), all=True)


def _newest(readable: _Readable) -> list[Row]:
    """Without words: what was narrowed down, the newest first."""
    if any(wanted for _name, wanted in readable.said.people):
        posts = readable.posts.filter(topic__in=readable.topics.values("pk")).order_by("-created_at", "-pk")
        found = posts.values_list("topic_id", "pk", "created_at")[:MOST_POSTS]
    else:
        topics = readable.titles.order_by("-created_at", "-pk")
        found = topics.values_list("pk", Value(None, BigIntegerField()), "created_at")[:MOST_TOPICS]
    now = timezone.now()
    return [Row(topic, post, at.timestamp(), (now - at).days) for topic, post, at in found]


def _titles(titles: QuerySet[Topic], words: str, in_order: str) -> QuerySet[Topic, Any]:
    return titles.values_list("pk", Value(None, BigIntegerField()), _worth(words, in_order), _days())[:MOST_TOPICS]


def _posts(posts: QuerySet[Post], worth: Any) -> QuerySet[Post, Any]:
    return posts.values_list("topic_id", "pk", worth, _days())[:MOST_POSTS]


def _worth_of_post(words: str, in_order: str) -> Any:
    return _worth(words, in_order) * Case(When(helped=True, then=HELPED), default=1.0, output_field=FloatField())


def _worth(words: str, in_order: str) -> Any:
    """More for words that follow each other as they were typed."""
    if not in_order:
        return rank("search", words) + Value(0.0, FloatField())
    follow = When(search__holds=in_order, then=TOGETHER)
    return rank("search", words) + Case(follow, default=0.0, output_field=FloatField())


def _days() -> Func:
    return Func("created_at", template=DAYS, output_field=IntegerField())


def _is_full(rows: list[Row]) -> bool:
    titles = sum(row.post_id is None for row in rows)
    return titles == MOST_TOPICS or len(rows) - titles == MOST_POSTS


def _holding(kind: type[Post] | type[Topic], query: str, most: int | None, *, newest: bool) -> RawSQL:
    """The ids of rows that hold it, found by the index alone; nothing is asked of who may read them."""
    after = NEWEST if newest else None
    return RawSQL(HOLDING[kind], [query, most, after])  # noqa: S611  (fixed words, values beside them)
