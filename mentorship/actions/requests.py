"""Asking one mentor, and their answer. A request that nobody answers in 72 hours passes on.

Locks are taken in this order: the mentor, the mentee, the request.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.locks import lock, lock_free
from activity.record import record
from members.models import Goal, Member
from members.rules import NotAllowed
from mentorship.actions import checkins
from mentorship.models import ANSWER_WITHIN, Mentor, Mentorship, Request, Wish
from mentorship.rules import has_room, may_accept, may_answer, may_ask, may_withdraw

PASSED_ON_AT_ONCE = 500  # requests of one run of the beat task

State = Request.State


@transaction.atomic
def ask(*, mentee: Member, mentor: Mentor, goal: Goal, words: str, often: str, reasons: list[str]) -> Request:
    """One open request for each path. `reasons` are the words in which this mentor was suggested."""
    mentor = _locked_mentor(mentor.pk)
    lock(Member.objects.all()).get(pk=mentee.pk)
    may_ask(mentee, mentor, goal)
    now = timezone.now()
    try:
        with transaction.atomic():
            request = Request.objects.create(
                mentee=mentee,
                mentor=mentor,
                journey_id=goal.journey_id,
                goal=goal,
                words=words.strip(),
                often=often,
                reasons=reasons,
                at=now,
                answer_by=now + ANSWER_WITHIN,
            )
    except IntegrityError as error:
        raise NotAllowed(_("You have asked somebody already. You can take that back and ask again.")) from error
    record(verb="mentor.requested", actor=mentee, target=request)
    return request


@transaction.atomic
def accept(*, actor: Member, request: Request) -> Mentorship:
    """They walk together from now on, with four check-ins first. Never more people than the mentor's capacity."""
    mentor = _locked_mentor(request.mentor_id)
    lock(Member.objects.all()).get(pk=request.mentee_id)
    request = _locked(request)
    may_accept(actor, request)
    _close(request, State.ACCEPTED)
    pair = Mentorship.objects.create(
        request=request, mentor=mentor, mentee=request.mentee, journey_id=request.journey_id
    )
    checkins.plan_first(pair=pair)
    wishes = Wish.objects.filter(member=request.mentee_id, journey=request.journey_id, ended_at=None)
    locks.update(wishes, ended_at=timezone.now())
    record(verb="mentor.accepted", actor=actor, target=request, data={"mentorship": pair.pk})
    if not has_room(mentor):
        _free_the_others(mentor)
    return pair


def _free_the_others(mentor: Mentor) -> None:
    """The last place is taken: whoever else asked need not wait out their three days."""
    for other in lock(Request.objects.filter(mentor=mentor, state=State.ASKED)):
        _pass_on(other)


@transaction.atomic
def decline(*, actor: Member, request: Request, words: str = "", suggested: Mentor | None = None) -> Request:
    """Not now, or somebody else would fit better. No reason is asked."""
    request = _locked(request)
    may_answer(actor, request)
    if suggested is not None and suggested.pk != request.mentor_id and suggested.member_id != request.mentee_id:
        request.suggested = suggested
    request.answer = words.strip()
    _close(request, State.DECLINED)
    record(verb="mentor.declined", actor=actor, target=request)
    return request


@transaction.atomic
def withdraw(*, actor: Member, request: Request) -> Request:
    """Taken back by whoever asked."""
    request = _locked(request)
    may_withdraw(actor, request)
    _close(request, State.WITHDRAWN)
    return request


def pass_on_overdue() -> int:
    """Requests whose 72 hours are over pass on, and the mentee is told that they may ask the next one. How many."""
    with transaction.atomic():
        due = Request.objects.filter(state=State.ASKED, answer_by__lte=timezone.now()).order_by("answer_by")
        requests = list(lock_free(due)[:PASSED_ON_AT_ONCE])
        for request in requests:
            _pass_on(request)
    return len(requests)


def _pass_on(request: Request) -> None:
    _close(request, State.PASSED_ON)
    record(verb="mentor.passed_on", actor=None, target=request)


def _close(request: Request, state: str) -> None:
    request.state = state
    request.answered_at = timezone.now()
    request.save(update_fields=["state", "answered_at", "answer", "suggested"])


def _locked_mentor(id: int) -> Mentor:
    return lock(Mentor.objects.select_related("member")).get(pk=id)


def _locked(request: Request) -> Request:
    related = ("mentor__member", "mentee")
    return lock(Request.objects.select_related(*related)).get(pk=request.pk)
