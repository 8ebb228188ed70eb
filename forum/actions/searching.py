"""What topics and posts are found by, where saving the row alone does not set it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from forum.models import Post, Topic
from writing.folding import spelled
from writing.reindex import batches, write
from writing.search_text import vector

WRITE_POSTS = """
    UPDATE forum_post row SET search = made.words::tsvector
    FROM unnest(%s::bigint[], %s::text[]) AS made(id, words) WHERE row.id = made.id
"""
WRITE_TOPICS = """
    UPDATE forum_topic row SET search = made.words::tsvector, spelled = made.spelled
    FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made(id, words, spelled) WHERE row.id = made.id
"""


def renew(topics: Iterable[int]) -> None:
    """After the titles or tags of these topics have changed, in the same transaction."""
    _write_topics(list(Topic.objects.filter(pk__in=topics).prefetch_related("tags").only("title")))


def reindex(*, everything: bool = False, told: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Works out what every row is found by that has nothing yet: after an update of Murmuration, or, with
    `everything`, all of them. `told` hears how far it is. It may be stopped and started again at any time.
    """
    topics, posts = Topic.objects.prefetch_related("tags").only("title"), Post.objects.only("text")
    if not everything:
        topics, posts = topics.filter(search=None), posts.filter(search=None)
    total = topics.count() + posts.count()
    done = 0
    for rows, write_rows in ((topics, _write_topics), (posts, _write_posts)):
        for number in batches(rows, write_rows):
            done += number
            told(done, total)
    return done


def _write_topics(topics: list[Topic]) -> None:
    words = [vector(*topic.search_words()) for topic in topics]
    write(WRITE_TOPICS, [topic.pk for topic in topics], words, [spelled(topic.title) for topic in topics])


def _write_posts(posts: list[Post]) -> None:
    write(WRITE_POSTS, [post.pk for post in posts], [vector(*post.search_words()) for post in posts])
