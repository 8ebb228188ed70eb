"""Who may mentor, ask, answer and read. Only the two of a pair know what they write."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forum.rules import tended_spaces
from members.models import Goal, Journey, Member
from members.rules import NotAllowed, blocks_between, may_write
from mentorship.models import Mentor, Mentorship, Request

TRIAL = 4  # check-ins before either decides whether to go on
CAPACITIES = (1, 2, 3)  # people at once: what a person can carry beside a life

LONGEST_GUIDE = 20_000  # characters: more is a book, and nobody begins with a book

Stage = Member.Stage


def may_mentor(member: Member) -> list[Journey]:
    """An alum, or somebody who mentored before; on which paths. Asked before there is a form to fill in."""
    may_write(member)
    if member.stage not in {Stage.ALUM, Stage.EMERITUS, Stage.MENTOR}:
        raise NotAllowed(_("Mentors here are people who reached their goal and stayed on."))
    journeys = reached_journeys(member)
    if not journeys:
        raise NotAllowed(_("You can mentor on a path whose goal you reached. None of your goals is marked as reached."))
    return journeys


def may_opt_in(member: Member, *, journeys: list[Journey], capacity: int) -> None:
    """On paths whose goal they reached themselves."""
    reached = may_mentor(member)
    if capacity not in CAPACITIES:
        raise NotAllowed(_("One, two or three people at once."))
    if not journeys:
        raise NotAllowed(_("Choose the path that you would walk with somebody."))
    if not set(journeys) <= set(reached):
        raise NotAllowed(_("You can mentor on the paths whose goal you reached."))


def reached_journeys(member: Member) -> list[Journey]:
    """The paths whose goal they say they reached."""
    return list(Journey.objects.filter(goals__member=member, goals__reached_at__isnull=False).distinct())


def may_write_guide(member: Member, journey: Journey) -> None:
    """Who says that they reached the goal of this path, and who tends a space."""
    may_write(member)
    if member.is_staff or tended_spaces(member):
        return
    if not Goal.objects.filter(member=member, journey=journey, reached_at__isnull=False).exists():
        raise NotAllowed(_("A guide is written by those who have walked the path."))


def may_ask(mentee: Member, mentor: Mentor, goal: Goal) -> None:
    """A member on the way asks one mentor of the same path who has room; one at a time. `mentor.pairs` is annotated."""
    may_write(mentee)
    if goal.member_id != mentee.pk:
        raise Goal.DoesNotExist
    if not goal.is_open:
        raise NotAllowed(_("A mentor walks with you on a goal that is open. You can reopen yours."))
    if mentor.member_id == mentee.pk:
        raise NotAllowed(_("You cannot be your own mentor, though you may know the way."))
    if blocks_between(mentee, mentor.member):
        raise NotAllowed(_("You cannot ask this person."))
    if not is_taking(mentor):
        raise NotAllowed(_("There is no room for one more person there now. You can ask somebody else."))
    if walks_with_somebody(mentee, goal.journey_id):
        raise NotAllowed(_("Somebody walks this path with you already. End that first, no reason needed."))
    if Request.objects.filter(mentee=mentee, journey=goal.journey_id, state=Request.State.ASKED).exists():
        raise NotAllowed(_("You have asked somebody already. You can take that back and ask again."))


def is_taking(mentor: Mentor) -> bool:
    """Room, in their term, not paused, still a mentor."""
    return Mentor.objects.taking().with_pairs().filter(pk=mentor.pk).exists() and has_room(mentor)


def has_room(mentor: Mentor) -> bool:
    """Counts in the database: call it with the mentor's row locked."""
    return mentor.mentorships.filter(ended_at__isnull=True).count() < mentor.capacity


def walks_with_somebody(mentee: Member, journey_id: int) -> bool:
    return Mentorship.objects.filter(mentee=mentee, journey_id=journey_id, ended_at__isnull=True).exists()


def may_answer(member: Member, request: Request) -> None:
    """Only the mentor who was asked; for everybody else the request does not exist."""
    if request.mentor.member_id != member.pk:
        raise Request.DoesNotExist
    may_write(member)
    if request.state != Request.State.ASKED:
        raise NotAllowed(_("This was answered already, or it has passed on."))


def may_accept(member: Member, request: Request) -> None:
    """Counts in the database: to be sure, call it with the mentor's row locked."""
    may_answer(member, request)
    if not has_room(request.mentor):
        raise NotAllowed(_("You walk with as many people as you said you can. Nobody is told."))
    if walks_with_somebody(request.mentee, request.journey_id):
        raise NotAllowed(_("Somebody else walks with them by now."))


def may_withdraw(member: Member, request: Request) -> None:
    if request.mentee_id != member.pk:
        raise Request.DoesNotExist
    if request.state != Request.State.ASKED:
        raise NotAllowed(_("This was answered already, or it has passed on."))


def load_pair(member: Member, id: int) -> Mentorship:
    """The pair's own page. Raises Mentorship.DoesNotExist for everybody else, admins included."""
    related = ("mentor__member", "mentee", "journey", "request__goal")
    pair = Mentorship.objects.select_related(*related).get(pk=id)
    if member.pk not in (pair.mentor.member_id, pair.mentee_id):
        raise Mentorship.DoesNotExist
    return pair


def may_write_letter(member: Member, pair: Mentorship) -> None:
    may_write(member)
    if pair.ended_at is not None:
        raise NotAllowed(_("You two have stopped writing here. What you wrote stays readable for both of you."))
    if blocks_between(pair.mentor.member, pair.mentee):
        raise NotAllowed(_("You cannot write to this person."))
