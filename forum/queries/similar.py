"""Questions like one that is being asked: first those with the same words, then those spelled alike."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

from django.contrib.postgres.lookups import TrigramSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.core.cache import cache
from django.db.models import F, QuerySet, Value

from forum.models import Post, Status, Topic
from forum.queries import lists
from members.models import Member
from web.prepared import Prepared
from writing.folding import says, spelled
from writing.search_field import rank
from writing.search_text import any_of

SHOWN = 5  # questions
SAID = ("title", "slug", "answer_count", "helped_count")  # of each, beside a topic
MOST = 12  # candidates that are remembered of a topic, of which each reader sees those they may read
WEIGHED = 400  # titles whose words are compared
# ts_rank of a title that holds every word of the query once is 0.6; a third of the words is the least.
LEAST_RANK = 0.2
LONGEST_TITLE = 160  # characters
LEAST_LETTERS = 6  # less than that is like everything
REMEMBERED = 3600  # seconds, until the clock has looked; another title is looked up anew


def similar(title: str, viewer: Member | None, exclude: int | None = None, limit: int = SHOWN) -> list[Topic]:
    """Topics that the viewer may read with a title like this, the most alike first. Two queries at most."""
    title = " ".join(title.replace("\x00", " ").split())[:LONGEST_TITLE]
    if says(title) < LEAST_LETTERS:
        return []
    topics = lists.rows_for(viewer).filter(status=Status.VISIBLE).exclude(pk=exclude)
    found = list(same_words(topics, title)[:limit])
    if len(found) < limit:
        known = [topic.pk for topic in found]
        found += list(_spelled_alike(topics.exclude(pk__in=known), title)[: limit - len(found)])
    return found


def asked_by(submit_key: UUID) -> bool:
    """Has this form asked its question already?"""
    return Post.objects.filter(submit_key=submit_key).exists()


def beside(topic: Topic, viewer: Member | None, limit: int = SHOWN) -> list[Topic]:
    """The same for a topic's page. Which ones are alike was found by `forum.find_alike` and came with the topic
    (`with_facts`); who may read them is asked every time. One query, three for a topic so new that nobody has looked.
    """
    found: list[int] | None = vars(topic).get("alike")  # a topic that came without is looked up
    ids = _looked_up(topic) if found is None else found
    if not ids:
        return []
    place = {pk: n for n, pk in enumerate(ids)}
    rows = lists.prepared_for(viewer, FOR_VISITORS, FOR_MEMBERS, topics=ids)
    if rows is None:
        rows = list(_among(lists.rows_for(viewer), ids))
    return sorted(rows, key=lambda row: place[row.pk])[:limit]


def _looked_up(topic: Topic) -> list[int]:
    key = f"forum.similar.{topic.pk}.{blake2b(topic.title.encode(), digest_size=8).hexdigest()}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        ids = [row.pk for row in candidates(topic)]
        cache.set(key, ids, REMEMBERED)
    return ids


def _among(topics: QuerySet[Topic], ids: Sequence[int] | int) -> QuerySet[Topic]:
    found = topics.filter(pk__any_of=ids, status=Status.VISIBLE).order_by()
    return found.select_related(None).only(*SAID)


FOR_VISITORS = Prepared(lambda topics: _among(lists.rows_for(None), topics))
FOR_MEMBERS = Prepared(lambda topics, viewer: _among(lists.rows_for(lists.any_member(viewer)), topics))


def candidates(topic: Topic) -> list[Topic]:
    """Candidates whoever reads; nothing of them is shown before it was asked who may read them."""
    topics = Topic.objects.filter(status=Status.VISIBLE).exclude(pk=topic.pk).only("pk")
    found = list(same_words(topics, topic.title)[:MOST])
    known = [row.pk for row in found]
    return found + list(_spelled_alike(topics.exclude(pk__in=known), topic.title)[: MOST - len(found)])


def same_words(topics: QuerySet[Topic], title: str) -> QuerySet[Topic]:
    """Any of the words in the title; the last one may be half typed."""
    words = any_of(title, weight="A")
    weighed = topics.filter(search__holds=words).order_by().values("pk")[:WEIGHED]
    fits = rank("search", words)
    return topics.filter(pk__in=weighed).annotate(fits=fits).filter(fits__gte=LEAST_RANK).order_by("-fits", "-pk")


def _spelled_alike(topics: QuerySet[Topic], title: str) -> QuerySet[Topic]:
    """By trigrams, which forgive a slip of the finger."""
    typed = Value(spelled(title))
    return (
        topics.filter(TrigramSimilar(F("spelled"), typed))
        .annotate(likeness=TrigramSimilarity("spelled", typed))  # type: ignore[arg-type]
        .order_by("-likeness", "-pk")
    )
