"""Whose question nobody has answered yet: those who waited longer than we promised, newcomers, people without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Topic, TopicTag
from forum.rules import tended_spaces
from members.models import Member
from recognition.models import Help
from writing import dates
from writing.sentences import isolated

MOST_SHOWN = 8  # rows: what one person can look after in an evening
PROMISE = timedelta(hours=24)  # a person replies within
LATELY = timedelta(days=30)  # a question that waits for longer has mostly found its end elsewhere


@dataclass
class Waiting:
    topic: Topic
    somebody: Member | None = None  # who could answer
    why: str = ""  # why they could
    is_late: bool = False  # we said that a person replies within a day


def without_reply(viewer: Member) -> list[Waiting]:
    """Open questions without an answer in the spaces that the viewer tends; three queries. Anybody's comes first with
    which we broke our promise in the past month, then those of newcomers and masks; each with the longest wait first.
    """
    now = timezone.now()
    is_late = Q(created_at__lte=now - PROMISE, created_at__gt=now - LATELY)
    # Of a mask nobody knows whether its member is new here, and it is often somebody's first word.
    is_new = Q(member__stage=Member.Stage.NEWCOMER) | Q(mask__isnull=False)
    topics = Topic.objects.waiting().exclude(member__kind=Member.Kind.IMPORTED).filter(is_late | is_new)
    if not viewer.is_staff:
        topics = topics.filter(space_id__in=tended_spaces(viewer))
    rows = list(
        topics.select_related("member", "mask", "space")
        .annotate(
            is_late=ExpressionWrapper(is_late, BooleanField()), help_row=Subquery(_newest_help().values("pk")[:1])
        )
        .order_by("-is_late", "created_at", "pk")[:MOST_SHOWN]
    )
    helps = Help.objects.select_related("helper", "tag").in_bulk([row.help_row for row in rows if row.help_row])
    return [_waiting(topic, helps.get(topic.help_row)) for topic in rows]


def _newest_help() -> QuerySet[Help]:
    """The newest confirmed help of a living, named member for a named one in one of the topic's tags; not of the asker.
    Help behind a mask suggests nobody.
    """
    tags = TopicTag.objects.filter(topic=OuterRef(OuterRef("pk"))).values("tag")
    people = {"helper__kind": Member.Kind.PERSON, "helper__is_active": True, "helper__is_listed": True}
    return (
        Help.objects.filter(tag__in=tags, helped__isnull=False, **people)
        .exclude(helper__stage__in=[Member.Stage.RESTING, Member.Stage.LEFT])
        .exclude(helper=OuterRef("member"))
        .order_by(F("at").desc())
    )


def _waiting(topic: Topic, help_row: Help | None) -> Waiting:
    if help_row is None or help_row.helper is None or help_row.tag is None:
        return Waiting(topic, is_late=topic.is_late)
    month = dates.month_alone(help_row.at)
    why = _("%(name)s helped somebody with “%(tag)s” in %(month)s")
    words = {"name": isolated(help_row.helper.shown_name), "tag": isolated(help_row.tag.name), "month": month}
    return Waiting(topic, help_row.helper, why % words, topic.is_late)
