"""Who asked the weekly draw for a mentor, and which mentors have room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Block, Journey, Member, Suspension
from members.queries import community
from members.zones import zone
from mentorship import fit
from mentorship.models import Draw, Letter, Mentor, Mentorship, Request, Wish
from mentorship.queries.finding import side_of

DRAWN_AT = 9  # o'clock on a Monday, where the community is
FIRST_CONTACT = timedelta(hours=72)  # a mentor has written by then, or the wish is drawn again
AWAY = (Member.Stage.RESTING, Member.Stage.LEFT)


@dataclass(frozen=True, slots=True)
class Field:
    """What one path's draw is about: `fits[wish][mentor]`, None where it cannot be; places and weeks waited."""

    wishes: list[Wish]
    mentors: list[Any]
    fits: list[list[float | None]]
    room: list[int]
    waited: list[int]

    def reasons(self, wish: int, mentor: int, now: datetime) -> list[str]:
        row = self.wishes[wish]
        side = side_of(row.member, row.goal)
        return fit.explain(side, _candidate(self.mentors[mentor], set()), path=row.journey.title, now=now).fits


def this_week(now: datetime) -> date | None:
    """The Monday of this week; None before the draw's hour on it."""
    local = now.astimezone(zone(community().time_zone))
    if local.weekday() == 0 and local.hour < DRAWN_AT:
        return None
    return local.date() - timedelta(days=local.weekday())


def paths_wished_for() -> list[Journey]:
    return list(Journey.objects.filter(pk__in=Wish.objects.filter(ended_at=None).values("journey")).order_by("pk"))


def field_of(journey: Journey, now: datetime) -> Field:
    """Six queries, however many ask. Hard limits: path, language, hours, blocks, room; nobody whom they asked before."""
    wishes = _wishes(journey, now)
    mentors = _mentors(journey, now)
    people = [wish.member_id for wish in wishes]
    apart = _blocks(people)
    asked = set(
        Request.objects.filter(mentee__in=people, journey=journey, at__gte=F("goal__set_at")).values_list(
            "mentee", "mentor"
        )
    )
    candidates = [_candidate(mentor, {journey.pk}) for mentor in mentors]
    fits = [
        _fits(wish, mentors, candidates, journey, now, apart | {(mentee, -mentor) for mentee, mentor in asked})
        for wish in wishes
    ]
    return Field(wishes, mentors, fits, [mentor.free for mentor in mentors], [wish.waited for wish in wishes])


def _wishes(journey: Journey, now: datetime) -> list[Any]:
    """Open ones of people who are here, on a goal that is open, whom nobody walks with and who wait for no answer."""
    held = Suspension.objects.in_force(now).filter(member=OuterRef("member"))
    walks = Mentorship.objects.filter(mentee=OuterRef("member"), journey=journey, ended_at=None)
    waits = Request.objects.filter(mentee=OuterRef("member"), journey=journey, state=Request.State.ASKED)
    found = Wish.objects.filter(journey=journey, ended_at=None, goal__reached_at=None, goal__closed_at=None)
    found = found.filter(~Exists(held), ~Exists(walks), ~Exists(waits), member__is_active=True)
    found = found.exclude(member__stage__in=AWAY)
    waited = Count("draws", filter=Q(draws__outcome__in=[Draw.Outcome.NO_PLACE, Draw.Outcome.FELL_THROUGH]))
    related = found.select_related("member", "goal", "journey").prefetch_related("goal__milestones")
    return list(related.annotate(waited=waited).order_by("pk"))


def _mentors(journey: Journey, now: datetime) -> list[Any]:
    """With a place that nobody has been offered."""
    requests = Request.objects.filter(mentor=OuterRef("pk")).order_by()
    asked = requests.filter(state=Request.State.ASKED).values("mentor").annotate(number=Count("pk")).values("number")
    last = requests.values("mentor").annotate(at=Max("at")).values("at")
    found = Mentor.objects.taking(now).with_pairs().filter(journeys=journey).select_related("member")
    mentors: Iterable[Any] = found.annotate(open_requests=Subquery(asked), last_asked=Subquery(last)).order_by("pk")
    with_room = []
    for mentor in mentors:
        mentor.free = mentor.capacity - mentor.pairs - (mentor.open_requests or 0)
        if mentor.free > 0:
            with_room.append(mentor)
    return with_room


def _blocks(people: Sequence[int]) -> set[tuple[int, int]]:
    """Pairs of members, either way round."""
    rows = Block.objects.filter(Q(blocker__in=people) | Q(blocked__in=people)).values_list("blocker", "blocked")
    return {pair for one, other in rows for pair in ((one, other), (other, one))}


def _candidate(mentor: Any, journeys: set[int]) -> fit.Candidate:
    languages = frozenset(mentor.languages)
    side = fit.Side(languages=languages, time_zone=mentor.member.time_zone, topics=tuple(mentor.topics))
    return fit.Candidate(
        id=mentor.pk,
        side=side,
        journeys=frozenset(journeys),
        capacity=mentor.capacity,
        walking_with=mentor.capacity - mentor.free,
        last_asked=mentor.last_asked,
    )


def _fits(
    wish: Wish,
    mentors: Sequence[Any],
    candidates: Sequence[fit.Candidate],
    journey: Journey,
    now: datetime,
    apart: set[tuple[int, int]],
) -> list[float | None]:
    """`apart` holds (member, member) of a block, and (member, −mentor) of somebody who was asked before."""
    side = side_of(wish.member, wish.goal)
    row: list[float | None] = []
    for mentor, candidate in zip(mentors, candidates, strict=True):
        barred = (wish.member_id, mentor.member_id) in apart or (wish.member_id, -mentor.pk) in apart
        fits = mentor.member_id != wish.member_id and not barred
        possible = fits and fit.is_possible(side, candidate, journey=journey.pk, now=now)
        row.append(fit.weigh(side, candidate, now=now) if possible else None)
    return row


def silent_pairs(now: datetime) -> list[int]:
    """Pairs of the draw whose mentor has not written within three days of saying yes."""
    letters = Letter.objects.filter(mentorship=OuterRef("pk"), author=OuterRef("mentor__member"))
    found = Mentorship.objects.filter(ended_at=None, request__draw__isnull=False, started_at__lte=now - FIRST_CONTACT)
    return list(found.filter(~Exists(letters)).order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member's open wish, and in a sentence what the last draw brought ("" before the first)."""

    wish: Wish
    said: str


def wish_of(member: Member, journey_id: int) -> Waiting | None:
    wish = Wish.objects.filter(member=member, journey=journey_id, ended_at=None).first()
    if wish is None:
        return None
    last = wish.draws.select_related("batch").order_by("-batch__week").first()
    return Waiting(wish, _said(last) if last is not None else "")


def _said(draw: Draw) -> str:
    sentences = {
        Draw.Outcome.NO_PLACE: _(
            "More people asked than there were places, and a lot decided. Whoever waited comes first next Monday."
        ),
        Draw.Outcome.NOBODY_FITS: _(
            "Nobody with a free place shares your path, your language and two hours of your day yet. You stay in."
        ),
        Draw.Outcome.FELL_THROUGH: _("The place was gone before it could be yours. You come first next Monday."),
        Draw.Outcome.ASKED: _("Somebody was asked, and could not. You stay in for next Monday."),
    }
    return sentences.get(Draw.Outcome(draw.outcome), "")


def next_draw(now: datetime | None = None) -> date:
    """The Monday on which the next one is."""
    local = (now or timezone.now()).astimezone(zone(community().time_zone))
    if local.weekday() == 0 and local.hour < DRAWN_AT:
        return local.date()
    return local.date() + timedelta(days=7 - local.weekday())
