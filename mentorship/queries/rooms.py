"""The pairs of a member and the page that only the two can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from forum.queries import keyset
from members.models import Goal, Member
from mentorship.models import CheckIn, Letter, Mentor, Mentorship, Request, Worry
from mentorship.rules import TRIAL

LETTERS_ON_A_PAGE = 20
QUIET_AFTER = timedelta(days=7)  # from when on the page says that silence is allowed


@dataclass(frozen=True)
class Row:
    """One pair in a list, as one of the two sees it."""

    pair: Mentorship
    other: Member
    check_in: CheckIn | None
    quiet_since: date | None  # the day of the other's last word, when whatever was said since is a while ago too
    unread: bool
    last: Letter | None  # the other's last letter


@dataclass(frozen=True)
class Conversation:
    """The pair's own page for one of the two; letters oldest first, `older` is the cursor to go back from."""

    pair: Mentorship
    viewer: Member
    letters: list[Letter]
    older: str
    check_ins: list[CheckIn]
    steps: list[str]  # of the mentee's goal, not reached, as far as the mentor may know of them

    @property
    def as_mentor(self) -> bool:
        return self.viewer.pk == self.pair.mentor.member_id

    @property
    def other(self) -> Member:
        return self.pair.mentee if self.as_mentor else self.pair.mentor.member

    @property
    def current(self) -> CheckIn | None:
        return next((one for one in self.check_ins if one.done_at is None), None)

    @property
    def trial(self) -> int:
        return TRIAL

    @property
    def to_confirm(self) -> CheckIn | None:
        """A step that the mentor named and the mentee has not confirmed."""
        return next((one for one in self.check_ins if one.step and one.step_confirmed_at is None), None)


def my_pairs(member: Member, *, as_mentor: bool) -> list[Row]:
    """The running pairs in which they mentor, or in which somebody walks with them. Two queries."""
    mine = {"mentor__member": member} if as_mentor else {"mentee": member}
    letters_of = Letter.objects.filter(mentorship=OuterRef("pk")).order_by("-id")
    theirs, own = letters_of.exclude(author=member), letters_of.filter(author=member)
    pairs = list(
        Mentorship.objects.filter(ended_at__isnull=True, **mine)
        .select_related("mentor__member", "mentee", "journey")
        .prefetch_related("check_ins")
        .annotate(last_id=Subquery(theirs.values("id")[:1]), own_last_at=Subquery(own.values("at")[:1]))
        .order_by("id")
    )
    letters = Letter.objects.in_bulk([pair.last_id for pair in pairs if pair.last_id])
    return [_row(pair, letters.get(pair.last_id), as_mentor=as_mentor) for pair in pairs]


def _row(pair: Mentorship, last: Letter | None, *, as_mentor: bool) -> Row:
    check_ins = sorted(pair.check_ins.all(), key=lambda one: one.number)
    heard, own = last.at if last else pair.started_at, pair.own_last_at
    # For the one who looks: their own silence, not the other's.
    waits = last is not None and (own is None or own < heard)
    quiet = not waits and timezone.now() - max(heard, own or heard) >= QUIET_AFTER
    return Row(
        pair=pair,
        other=pair.mentee if as_mentor else pair.mentor.member,
        check_in=next((one for one in check_ins if one.done_at is None), None),
        quiet_since=timezone.localdate(heard) if quiet else None,
        unread=last is not None and last.read_at is None,
        last=last,
    )


def conversation(pair: Mentorship, viewer: Member, *, at: str = "") -> Conversation:
    """One page of letters, the newest at the end. Load the pair with `rules.load_pair`. Three queries."""
    letters = Letter.objects.filter(mentorship=pair).select_related("author", "check_in")
    page = keyset.page(letters, by="at", at=at, size=LETTERS_ON_A_PAGE)
    return Conversation(
        pair=pair,
        viewer=viewer,
        letters=page.rows[::-1],
        older=page.older,
        check_ins=list(pair.check_ins.order_by("number")),
        steps=_steps(pair),
    )


def _steps(pair: Mentorship) -> list[str]:
    goal = pair.request.goal
    if goal is None or not goal.is_open or goal.visibility == goal.Visibility.SELF:
        return []
    waiting = goal.milestones.filter(reached_at__isnull=True).values_list("title", flat=True)
    return list(waiting[:STEPS_OFFERED])


STEPS_OFFERED = 4  # words to choose from; more would be a list to work through


def asked_of(mentor: Mentor) -> QuerySet[Request]:
    """Who waits for this mentor's answer, the first to ask first."""
    return (
        Request.objects.filter(mentor=mentor, state=Request.State.ASKED)
        .select_related("mentee", "journey", "goal", "mentor")
        .order_by("at", "id")
    )


def my_open_request(member: Member) -> Request | None:
    """The one that they wait for an answer to."""
    return (
        Request.objects.filter(mentee=member, state=Request.State.ASKED)
        .select_related("mentor__member", "journey")
        .first()
    )


LAST_ANSWER_FOR_DAYS = 14  # for how long a no, or a request that passed on, is shown to whoever asked


def last_answer(member: Member) -> Request | None:
    """The last answer that was not a yes, for a while: what it said, and whom the mentor thought of instead."""
    since = timezone.now() - timedelta(days=LAST_ANSWER_FOR_DAYS)
    row = (
        Request.objects.filter(mentee=member, answered_at__gt=since)
        .select_related("mentor__member", "suggested__member")
        .order_by("-answered_at")
        .first()
    )
    return row if row is not None and row.state in {Request.State.DECLINED, Request.State.PASSED_ON} else None


def others_on_the_path(request: Request) -> QuerySet[Mentor]:
    """Other mentors of the same path who take people now, to be suggested instead."""
    return (
        Mentor.objects.taking()
        .filter(journeys=request.journey_id)
        .exclude(pk=request.mentor_id)
        .exclude(member=request.mentee_id)
        .select_related("member")
        .order_by("member__display_name", "id")
    )


def goal_shown_to_mentor(request: Request) -> Goal | None:
    """The goal of whoever asks, where they show it to members; before a yes there is no mentor of theirs."""
    goal = request.goal
    return goal if goal is not None and goal.is_shown_to_members else None


def open_worries(admin: Member) -> QuerySet[Worry]:
    """What nobody has taken care of, the oldest first. Raises Worry.DoesNotExist for whoever is no admin."""
    if not admin.is_staff:
        raise Worry.DoesNotExist
    return (
        Worry.objects.filter(seen_at__isnull=True)
        .select_related("by", "mentorship__mentor__member", "mentorship__mentee")
        .order_by("at", "id")
    )
