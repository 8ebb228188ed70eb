"""What topics and posts are found by, where saving the row alone does not set it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction

from activity import broker
from activity.models import Event
from forum.models import Post, Topic
from members.actions.community import note_searched_in
from members.queries import community
from writing.folding import spelled
from writing.reindex import batches, write
from writing.search_text import vector
from writing.stems import languages_now

LANGUAGES = {"language", "topic_languages"}  # what of the community's row says in which people write
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
    languages = languages_now()
    topics, posts = Topic.objects.prefetch_related("tags").only("title"), Post.objects.only("text")
    if not everything:
        topics, posts = topics.filter(search=None), posts.filter(search=None)
    total = topics.count() + posts.count()
    done = 0
    for rows, write_rows in ((topics, _write_topics), (posts, _write_posts)):
        for number in batches(rows, write_rows):
            done += number
            told(done, total)
    if everything:
        note_searched_in(languages)
    return done


def follow_languages() -> None:
    """What was written before is found by other forms of its words, too, once its language is written here."""
    if languages_now() != community().searched_in:
        reindex(everything=True)


def community_changed(event: Event) -> None:
    """All rows are too many for a handler. Where no worker can be told, the task of the night does it."""
    if LANGUAGES.intersection(event.data["fields"]):
        transaction.on_commit(partial(broker.hand_over, "forum.follow_languages", [[]]), robust=True)


def _write_topics(topics: list[Topic]) -> None:
    words = [vector(*topic.search_words()) for topic in topics]
    write(WRITE_TOPICS, [topic.pk for topic in topics], words, [spelled(topic.title) for topic in topics])


def _write_posts(posts: list[Post]) -> None:
    write(WRITE_POSTS, [post.pk for post in posts], [vector(*post.search_words()) for post in posts])
