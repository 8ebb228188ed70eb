"""Which waiting question to offer after "this helped"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Post, Status, Topic
from forum.queries.levels import unmuted
from forum.rules import readable_topics
from masks import sealed
from members.models import Block, Member
from notices.models import Choice
from nudges.models import Summons
from nudges.policy import IGNORED_STOPS, NOT_NOW_LASTS, Nudge
from nudges.queries.facts import paused_until
from writing.search_field import rank
from writing.search_text import any_of

OFFERED_FOR = timedelta(hours=1)  # reciprocity is strongest in the hour after being helped
REPLIES = (Summons.Outcome.DONE, Summons.Outcome.NOT_NOW, Summons.Outcome.RAN_OUT)  # what somebody else did is none
ASKED_WITHIN = timedelta(days=14)  # an older question is no longer what somebody needs tonight


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question, why this one, and the summons to say "not now" to (None: nothing is kept)."""

    topic: Topic
    why: str
    summons_id: int | None = None


def is_open_to_offers(member: Member) -> bool:
    """False within a month of a "not now", after two that were ignored, and while suggestions are paused."""
    now = timezone.now()
    declined = Summons.objects.filter(
        member=member, kind=Summons.Kind.WAITING, outcome=Summons.Outcome.NOT_NOW, closed_at__gt=now - NOT_NOW_LASTS
    )
    return not declined.exists() and not _two_went_by(member) and paused_until(member) is None


def _two_went_by(member: Member) -> bool:
    """The last two offers had no reply in a week. Whoever answers such a question later, or chooses anew about
    suggestions of this kind, is offered one again.
    """
    chosen = (
        Choice.objects.filter(member=member, kind=Nudge.RECIPROCITY, by_mail=True).values_list("at", flat=True).first()
    )
    ended = Summons.objects.filter(
        member=member, kind=Summons.Kind.WAITING, outcome__in=REPLIES, **({"at__gt": chosen} if chosen else {})
    )
    last = ended.order_by("-at", "-pk").values_list("outcome", flat=True)[:IGNORED_STOPS]
    return list(last) == [Summons.Outcome.RAN_OUT] * IGNORED_STOPS


def pick(member: Member, helped_in: Topic) -> Suggestion | None:
    """One question that nobody has answered and this member could: the same tags first, then the same words."""
    met = Block.objects.between(member, OuterRef("member"))
    tags = list(helped_in.tags.values_list("pk", flat=True))
    words = any_of(helped_in.title)
    found = (
        unmuted(member, readable_topics(member).waiting())
        .filter(created_at__gt=timezone.now() - ASKED_WITHIN)
        .exclude(Q(pk=helped_in.pk) | Q(member=member) | Q(mask__in=sealed.mine(member)))
        .exclude(Exists(met))
        .exclude(Exists(Summons.objects.filter(member=member, topic=OuterRef("pk"))))
        .exclude(Exists(Post.objects.filter(topic=OuterRef("pk"), position__gt=0, member=member)))
        .exclude(tags__name__in=member.rather_not)
        .annotate(shared=Count("tags", filter=Q(tags__in=tags), distinct=True), closeness=rank("search", words))
        .filter(Q(shared__gt=0) | Q(search__holds=words) | Q(space=helped_in.space_id))
        .order_by("-shared", "-closeness", "-created_at", "-pk")
        .select_related("space", "member", "mask")
        .first()
    )
    return Suggestion(found, _why(found, tags)) if found is not None else None


def _why(topic: Topic, tags: list[int]) -> str:
    shared = topic.tags.filter(pk__in=tags).order_by("name").values_list("name", flat=True).first()
    if shared:
        return _("It is about “%(tag)s”, as yours was.") % {"tag": shared}
    return _("It is close to what you asked, and nobody has answered yet.")


def suggestion(viewer: Member, topic: Topic, *, just_marked: bool) -> Suggestion | None:
    """For the topic's page, when `viewer` asked there. Under a name: what was offered within the hour. Behind a mask:
    only in the answer to the mark itself, and nothing is kept.
    """
    if topic.mask_id is not None:
        if just_marked and sealed.owns(viewer, topic.mask_id) and is_open_to_offers(viewer):
            return pick(viewer, topic)
        return None
    if topic.member_id != viewer.pk:
        return None
    summons = open_offer(viewer)
    return Suggestion(summons.topic, summons.why, summons.pk) if summons is not None and summons.topic else None


def open_offer(member: Member) -> Summons | None:
    """What was offered within the hour and still waits for an answer."""
    offered = Summons.objects.filter(
        member=member,
        kind=Summons.Kind.WAITING,
        outcome=Summons.Outcome.OPEN,
        at__gt=timezone.now() - OFFERED_FOR,
        topic__status=Status.VISIBLE,
        topic__answer_count=0,
        topic__closed_at=None,
    )
    return offered.select_related("topic__space", "topic__member", "topic__mask").order_by("-at").first()
