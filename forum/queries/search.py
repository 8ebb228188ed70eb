"""Finds topics by the words in them, wherever in a topic they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Left

from forum.models import Post, Status, Topic
from forum.queries import lists
from forum.queries.search_rows import MOST_POSTS, MOST_TOPICS, Row, Search
from forum.queries.wanted import Wanted
from forum.search_language import LONGEST_QUERY
from forum.snippets import Sought, snippet
from members.models import Member
from web.prepared import Prepared

__all__ = ["LONGEST_QUERY", "Found", "Hit", "Wanted", "find", "most_pages"]

PAGE_SIZE = 20  # topics
LONGEST_TEXT = 20_000  # characters of a post in which the words are looked for again, to show them
NEW = 0.15  # of its worth more, for what was written today
HALF_AS_NEW = 365  # days


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


def find(viewer: Member | None, wanted: Wanted, number: int = 1) -> Found:
    """One page of topics, those that fit best first. Three queries at most, whatever is found."""
    if wanted.is_empty:
        return Found([])
    rows, too_many = Search(viewer, wanted).rows()
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
    for row in rows:
        worth = row.worth * (1 + NEW * 0.5 ** (row.days / HALF_AS_NEW))
        if row.post_id is None:
            titles[row.topic_id] = worth
        elif row.topic_id not in posts or worth > posts[row.topic_id].worth:
            posts[row.topic_id] = row._replace(worth=worth)
    nothing = Row(0, None, 0.0, 0)
    both = {pk: posts.get(pk, nothing) for pk in titles | posts}
    return {pk: row._replace(worth=row.worth + titles.get(pk, 0.0)) for pk, row in both.items()}


def _hits(viewer: Member | None, wanted: Wanted, shown: dict[int, int | None]) -> list[Hit]:
    """The topics of one page in its order, with the words around what was found."""
    topics = {topic.pk: topic for topic in _rows(viewer, list(shown), [pk for pk in shown.values() if pk])}
    sought = Sought.of(wanted.said)
    return [
        Hit(topics[pk], post, snippet(vars(topics[pk])["words"] or topics[pk].excerpt, sought))
        for pk, post in shown.items()
        if pk in topics
    ]


def _rows(viewer: Member | None, topics: list[int], posts: list[int]) -> list[Topic]:
    if not topics:
        return []
    rows = lists.prepared_for(viewer, FOR_VISITORS, FOR_MEMBERS, topics=topics, posts=posts)
    return list(_with_words(lists.rows_for(viewer), topics, posts)) if rows is None else rows


def _with_words(rows: QuerySet[Topic], topics: Any, posts: Any) -> QuerySet[Topic]:
    """Each with the text of the one post of it that is among `posts`."""
    post = Post.objects.filter(topic=OuterRef("pk"), pk__any_of=posts, status=Status.VISIBLE)
    return rows.filter(pk__any_of=topics).annotate(words=Subquery(post.values(said=Left("text", LONGEST_TEXT))[:1]))


FOR_VISITORS = Prepared(lambda topics, posts: _with_words(lists.rows_for(None), topics, posts))
FOR_MEMBERS = Prepared(
    lambda topics, posts, viewer: _with_words(lists.rows_for(lists.any_member(viewer)), topics, posts)
)
