"""Who asked the weekly draw for a mentor, and which mentors have room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Post, Status
from members.models import Block, Goal, Journey, Member, Suspension
from members.queries import community
from members.stages import AWAY
from members.zones import zone
from mentorship import fit
from mentorship.models import Draw, Letter, Mentor, Mentorship, Request, Wish
from mentorship.queries.finding import candidate_of, side_of

DRAWN_AT = 9  # o'clock on a Monday, where the community is
FOR_NOTHING = (Draw.Outcome.NO_PLACE, Draw.Outcome.FELL_THROUGH, Draw.Outcome.SILENT)  # whoever had these comes first
FIRST_CONTACT = timedelta(hours=72)  # a mentor has written by then, or the wish is drawn again


@dataclass(frozen=True, slots=True)
class Field:
    """Who asks and who has room in one path's draw, in the order in which everything else counts them."""

    journey: Journey
    wishes: list[Any]
    sides: list[fit.Side]  # of the wishes
    mentors: list[Any]
    candidates: list[fit.Candidate]  # of the mentors
    met: set[tuple[int, int]]  # members: (mentor, who was answered by them)
    apart: set[tuple[int, int]]  # members: (who asks, mentor) that are never matched

    def fits(self, now: datetime) -> list[list[float | None]]:
        """A row for each wish with its fit to each mentor, from 0 to 1; None where a hard limit stands between them."""
        return [
            [self._fit(wish, mentor, now) for mentor in range(len(self.mentors))] for wish in range(len(self.wishes))
        ]

    def _fit(self, wish: int, mentor: int, now: datetime) -> float | None:
        side, seen = self.sides[wish], self._seen_from(wish, mentor)
        barred = (self.wishes[wish].member_id, self.mentors[mentor].member_id) in self.apart
        if barred or not fit.is_possible(side, seen, journey=self.journey.pk, now=now):
            return None
        return fit.weigh(side, seen, now=now)

    def _seen_from(self, wish: int, mentor: int) -> fit.Candidate:
        candidate = self.candidates[mentor]
        met = (self.mentors[mentor].member_id, self.wishes[wish].member_id) in self.met
        return replace(candidate, helped_them=1) if met else candidate

    def reasons(self, wish: int, mentor: int, now: datetime) -> list[str]:
        return fit.explain(self.sides[wish], self._seen_from(wish, mentor), path=self.journey.title, now=now).fits

    @property
    def room(self) -> list[int]:
        return [one.capacity - one.walking_with for one in self.candidates]

    @property
    def waited(self) -> list[int]:
        return [wish.waited for wish in self.wishes]


def drawn_at(week: date) -> datetime:
    """When the draw of the week with this Monday is."""
    return datetime.combine(week, time(DRAWN_AT), tzinfo=zone(community().time_zone))


def this_week(now: datetime) -> date | None:
    """The Monday of this week; None before the draw's hour on it."""
    monday = _monday(now)
    return monday if now >= drawn_at(monday) else None


def next_draw(now: datetime | None = None) -> date:
    """The Monday on which the next one is."""
    now = now or timezone.now()
    monday = _monday(now)
    return monday if now < drawn_at(monday) else monday + timedelta(days=7)


def _monday(now: datetime) -> date:
    local = now.astimezone(zone(community().time_zone)).date()
    return local - timedelta(days=local.weekday())


def paths_wished_for() -> list[Journey]:
    return list(Journey.objects.filter(pk__in=Wish.objects.filter(ended_at=None).values("journey")).order_by("pk"))


def field_of(journey: Journey, week: date, now: datetime) -> Field:
    """Seven queries, however many ask. Hard limits: path, language, hours, blocks, room; nobody whom they asked before."""
    wishes, mentors = _wishes(journey, drawn_at(week), now), _mentors(journey, now)
    people = [wish.member_id for wish in wishes]
    themselves = {(mentor.member_id, mentor.member_id) for mentor in mentors}
    return Field(
        journey=journey,
        wishes=wishes,
        sides=[side_of(wish.member, wish.goal) for wish in wishes],
        mentors=mentors,
        candidates=[candidate_of(one, {journey.pk}, one.capacity - one.free) for one in mentors],
        met=_met(people, mentors),
        apart=_blocks(people) | _asked(people, journey) | themselves,
    )


def _wishes(journey: Journey, before: datetime, now: datetime) -> list[Any]:
    """Open ones that were made by then, of people who are here, on a goal that is open, whom nobody walks with and who
    wait for no answer.
    """
    held = Suspension.objects.in_force(now).filter(member=OuterRef("member"))
    walks = Mentorship.objects.filter(mentee=OuterRef("member"), journey=journey, ended_at=None)
    waits = Request.objects.filter(mentee=OuterRef("member"), journey=journey, state=Request.State.ASKED)
    found = Wish.objects.filter(journey=journey, ended_at=None, at__lt=before, goal__in=Goal.objects.open())
    found = found.filter(~Exists(held), ~Exists(walks), ~Exists(waits), member__is_active=True)
    found = found.exclude(member__stage__in=AWAY)
    waited = Count("draws", filter=Q(draws__outcome__in=FOR_NOTHING))
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


def _asked(people: Sequence[int], journey: Journey) -> set[tuple[int, int]]:
    """(member, member of a mentor whom they asked since they set the goal)."""
    asked = Request.objects.filter(mentee__in=people, journey=journey, at__gte=F("goal__set_at"))
    return set(asked.values_list("mentee", "mentor__member"))


def _met(people: Sequence[int], mentors: Sequence[Any]) -> set[tuple[int, int]]:
    """Whose questions a mentor has answered, names on both sides."""
    answers = Post.objects.filter(position__gt=0, status=Status.VISIBLE, topic__member__in=people)
    mine = answers.filter(member__in=[mentor.member_id for mentor in mentors])
    return set(mine.order_by().values_list("member", "topic__member").distinct())


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
        Draw.Outcome.SILENT: _("Somebody said yes and did not write within three days. You come first next Monday."),
        Draw.Outcome.ASKED: _("Somebody was asked, and could not. You stay in for next Monday."),
    }
    return sentences.get(Draw.Outcome(draw.outcome), "")
