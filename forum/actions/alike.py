"""Finds the topics most like each one before somebody asks, so that a reader need not wait for it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from forum.models import Alike, Status, Topic
from forum.queries.similar import candidates

AGE = timedelta(days=1)  # older than this is looked up anew: there are new topics
BATCH = 500  # topics of one run: some seconds, also where there are many topics to compare


def find_alike(most: int = BATCH) -> int:
    """Looks up those that were never looked up or have another title, then the oldest. Says how many it did."""
    topics = list(_unknown()[:most])
    if len(topics) < most:
        topics += list(_old()[: most - len(topics)])
    for topic in topics:
        others = [row.pk for row in candidates(topic)]
        fresh = {"title": topic.title, "others": others, "at": timezone.now()}
        Alike.objects.update_or_create(topic=topic, defaults=fresh)
    return len(topics)


def _unknown() -> QuerySet[Topic]:
    known = Alike.objects.filter(topic=OuterRef("pk"), title=OuterRef("title"))
    return Topic.objects.filter(~Exists(known), status=Status.VISIBLE).only("title").order_by("-pk")


def _old() -> QuerySet[Topic]:
    ids = Alike.objects.filter(at__lt=timezone.now() - AGE, title=F("topic__title")).order_by("at").values("topic")
    return Topic.objects.filter(pk__in=ids[:BATCH], status=Status.VISIBLE).only("title")
