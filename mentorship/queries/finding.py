"""Three mentors who might fit, with reasons; and peers on the same path, in a group of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from forum.models import Post, Status
from members.models import Block, Goal, Member
from mentorship import fit
from mentorship.models import Mentor, Request

CANDIDATES_AT_MOST = 200  # mentors weighed for one page; who was asked longest ago comes first
PEERS_AT_MOST = 3


@dataclass(frozen=True)
class Suggestion:
    """A mentor for this member; `fits` and `differs` are sentences, `room` places that are free."""

    mentor: Mentor
    fits: list[str]
    differs: list[str]
    room: int

    @property
    def member(self) -> Member:
        return self.mentor.member


def suggestions(member: Member, goal: Goal, *, now: datetime | None = None) -> list[Suggestion]:
    """At most three. Three queries, whatever the number of mentors."""
    now = now or timezone.now()
    mentors = list(_candidates(member, goal, now))
    found = fit.best(
        side_of(member, goal),
        [candidate_of(mentor, {goal.journey_id}, mentor.pairs, mentor.helped_them) for mentor in mentors],
        journey=goal.journey_id,
        path=goal.journey.title,
        now=now,
    )
    by_id = {mentor.pk: mentor for mentor in mentors}
    return [Suggestion(by_id[one.id], one.fits, one.differs, one.room) for one in found]


def _candidates(member: Member, goal: Goal, now: datetime) -> Iterable[Mentor]:
    """Hard limits that the database can tell: path, language, room, blocks, and nobody who said no to this goal."""
    blocks = Block.objects.between(member, OuterRef("member"))
    asked = Request.objects.filter(
        mentor=OuterRef("pk"), mentee=member, journey=goal.journey_id, at__gte=goal.set_at
    ).exclude(state=Request.State.WITHDRAWN)
    return list(
        Mentor.objects.taking(now)
        .with_pairs()
        .filter(~Exists(blocks), ~Exists(asked), journeys=goal.journey_id, languages__contains=[member.language])
        .filter(pairs__lt=F("capacity"))
        .exclude(member=member)
        .annotate(
            last_asked=Subquery(
                Request.objects.filter(mentor=OuterRef("pk")).values("mentor").annotate(at=Max("at")).values("at")
            ),
            helped_them=Coalesce(Subquery(_answers_to(member), output_field=IntegerField()), 0),
        )
        .select_related("member")
        .order_by(F("last_asked").asc(nulls_first=True), "id")[:CANDIDATES_AT_MOST]
    )


def _answers_to(member: Member) -> QuerySet[Post, Any]:
    """How many of their answers stand in this member's questions; names on both sides only."""
    return (
        Post.objects.filter(member=OuterRef("member"), topic__member=member, position__gt=0, status=Status.VISIBLE)
        .order_by()
        .values("member")
        .annotate(number=Count("pk"))
        .values("number")
    )


def side_of(member: Member, goal: Goal) -> fit.Side:
    steps = " ".join([step.title for step in goal.milestones.all()])
    return fit.Side(
        languages=frozenset({member.language}),
        time_zone=member.time_zone,
        topics=tuple(member.can_help_with),
        words=f"{goal.words} {steps} {member.introduction} {member.bio}",
    )


def candidate_of(mentor: Any, journeys: Collection[int], walking_with: int, helped_them: int = 0) -> fit.Candidate:
    """A mentor as weighed: the row with its member and `last_asked`."""
    languages = frozenset(mentor.languages)
    return fit.Candidate(
        id=mentor.pk,
        side=fit.Side(languages=languages, time_zone=mentor.member.time_zone, topics=tuple(mentor.topics)),
        journeys=frozenset(journeys),
        capacity=mentor.capacity,
        walking_with=walking_with,
        helped_them=helped_them,
        last_asked=mentor.last_asked,
    )


def peers(member: Member, goal: Goal, *, today: datetime | None = None) -> list[Goal]:
    """Three others on the same path whose goal is open and shown to members; others tomorrow. One query.

    They have not reached it: they are company, never mentors.
    """
    blocks = Block.objects.between(member, OuterRef("member"))
    shown = (
        Goal.objects.open()
        .visible_to(member)
        .filter(~Exists(blocks), journey=goal.journey_id, member__in=Member.objects.listed())
        .exclude(member=member)
        .exclude(visibility=Goal.Visibility.MENTOR)
    )
    day = (today or timezone.now()).date().isoformat()
    # another three each day, by a dice that remembers the day: nobody's place is earned
    newest = list(shown.select_related("member").order_by("-set_at")[:CANDIDATES_AT_MOST])
    newest.sort(key=lambda one: sha256(f"{day}|{member.pk}|{one.pk}".encode()).digest())
    return newest[:PEERS_AT_MOST]
