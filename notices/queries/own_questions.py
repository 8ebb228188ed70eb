"""A member's own questions that are still open, with what was answered since they looked; for themselves alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from forum.models import Space, Status, Topic
from forum.queries.lists import any_member, is_like_most
from forum.rules import NOW
from masks import sealed
from masks.models import Mask
from members.models import Member
from notices.rules import readable_by
from web.prepared import Prepared

SHOWN = 3  # questions: what is mine comes first, and leaves room for others
RECENT = timedelta(days=30)  # without a word for longer, it has mostly found its end elsewhere
ANSWERED = "answered"  # the kind of notice that tells an asker of an answer
ROW = (
    "pk", "title", "slug", "kind", "status", "answer_count", "helped_count", "bumped_at", "mask_id", "mask__name",
    "mask__hue", "space_id", "space__slug", "space__title", "space__hue",
)  # fmt: skip
NAMED_ROW = (
    *ROW[1:], "member__handle", "member__display_name", "member__hue", "member__face", "member__kind", "member__stage",
    "member__is_active", "mask__topic_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`news` are the notices of answers that the asker has not read, the oldest first."""

    topic: Topic
    news: list[int]


def open_questions(member: Member) -> list[OpenQuestion]:
    """Those with the newest word first, masked ones too: whatever shows them is kept nowhere. One query, beside the
    member's own masks, which are asked once in a request.
    """
    masks = sealed.mine(member)
    if not masks and is_like_most(member):
        return [OpenQuestion(topic, topic.news) for topic in NAMED(member=member.pk)]
    asked = _asked(member, Q(member=member)).values(*ROW, "news")
    if masks:
        masked = _asked(member, Q(mask__in=masks)).values(*ROW, "news")
        asked = asked.union(masked, all=True).order_by("-bumped_at", "-pk")[:SHOWN]
    return [_question(member, row) for row in asked]


def _asked(member: Member, whose: Q, masks: list[UUID] | None = None) -> QuerySet[Topic]:
    """Of one name or of all masks: one OR over both would read every topic."""
    unread = readable_by(member, masks).unread().filter(kind=ANSWERED, topic=OuterRef("pk"))
    topics = Topic.objects.filter(
        whose,
        kind=Topic.Kind.QUESTION,
        status__in=[Status.VISIBLE, Status.WAITING, Status.HELD],
        helped_count=0,
        closed_at=None,
        bumped_at__gte=NOW - RECENT,
        space__archived_at=None,
    ).exclude(space__visibility=Space.Visibility.MODERATORS)
    news = ArraySubquery(unread.order_by("at", "pk").values("pk"))
    return topics.annotate(news=news).order_by("-bumped_at", "-pk")[:SHOWN]


def _named(number: int) -> QuerySet[Topic]:
    member = any_member(number)
    asked = _asked(member, Q(member=member), masks=[])
    return asked.select_related("space", "member", "mask").only(*NAMED_ROW)


NAMED = Prepared(lambda member: _named(member))


def _question(member: Member, row: dict[str, Any]) -> OpenQuestion:
    news = row.pop("news")
    own = {name: value for name, value in row.items() if "__" not in name}
    space = Space(pk=row["space_id"], slug=row["space__slug"], title=row["space__title"], hue=row["space__hue"])
    mask = Mask(pk=row["mask_id"], topic_id=row["pk"], name=row["mask__name"], hue=row["mask__hue"])
    who = {"mask": mask} if row["mask_id"] else {"member": member}
    return OpenQuestion(Topic(**own | {"space": space} | who), news)
