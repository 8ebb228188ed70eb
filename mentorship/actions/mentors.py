"""Becoming a mentor, for terms of eight weeks: chosen each time, paused and ended at will."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.locks import lock, lock_free
from activity.models import Event
from activity.record import record
from members.actions import stages
from members.models import Journey, Member
from members.rules import NotAllowed
from members.stages import AWAY
from mentorship.actions import pairs
from mentorship.models import Mentor, Mentorship
from mentorship.rules import may_opt_in

TERM = timedelta(weeks=8)  # then renew or rest: nobody gives for longer than they said
ASK_TO_RENEW_BEFORE = timedelta(weeks=1)  # week 7: renew or rest?
QUIET_UNTIL_EMERITUS = 2 * TERM  # two terms without a word make an emeritus

Stage = Member.Stage


@transaction.atomic
def opt_in(
    *,
    member: Member,
    journeys: Iterable[Journey],
    words: str,
    topics: list[str],
    languages: list[str],
    capacity: int,
    briefing_read: bool,
) -> Mentor:
    """Their own choice, after the briefing. Doing it again changes what they offer and begins a new term."""
    journeys = list(journeys)
    may_opt_in(member, journeys=journeys, capacity=capacity)
    if not briefing_read:
        raise NotAllowed(_("Please read the boundaries first. They protect both of you."))
    if not languages:
        raise NotAllowed(_("Choose a language in which you would write."))
    now = timezone.now()
    fields = {
        "words": words.strip(),
        "topics": topics,
        "languages": languages,
        "capacity": capacity,
        "briefing_read_at": now,
        "opted_in_at": now,
        "term_ends_at": now + TERM,
        "paused_at": None,
        "ended_at": None,
    }
    mentor, made = Mentor.objects.get_or_create(member=member, defaults=fields)
    if not made:
        mentor = _locked(mentor)
        for name, value in fields.items():
            setattr(mentor, name, value)
        mentor.save(update_fields=list(fields))
    mentor.journeys.set(journeys)
    stages.enter(member=member, stage=Stage.MENTOR, by=member, why=_("Chose to mentor."))
    return mentor


@transaction.atomic
def change(
    *, mentor: Mentor, journeys: Iterable[Journey], words: str, topics: list[str], languages: list[str], capacity: int
) -> Mentor:
    """Another offer in the same term. Whoever walks with them already stays, even above a smaller capacity."""
    locked = _locked(mentor)
    journeys = list(journeys)
    may_opt_in(locked.member, journeys=journeys, capacity=capacity)
    if not languages:
        raise NotAllowed(_("Choose a language in which you would write."))
    locked.words, locked.topics, locked.languages, locked.capacity = words.strip(), topics, languages, capacity
    locked.save(update_fields=["words", "topics", "languages", "capacity"])
    locked.journeys.set(journeys)
    return locked


@transaction.atomic
def pause(*, mentor: Mentor, paused: bool) -> Mentor:
    """Nobody new asks while it lasts; the people they walk with stay."""
    locked = _locked(mentor)
    if paused != (locked.paused_at is not None):
        locked.paused_at = timezone.now() if paused else None
        locked.save(update_fields=["paused_at"])
    return locked


@transaction.atomic
def renew(*, mentor: Mentor) -> Mentor:
    """Eight more weeks from the end of this term, or from now where it is over."""
    locked = _locked(mentor)
    if locked.ended_at is not None:
        raise NotAllowed(_("You have stopped mentoring. You can begin again with the boundaries."))
    now = timezone.now()
    if locked.term_ends_at - now > ASK_TO_RENEW_BEFORE:
        return locked  # renewed already: a second click adds no term
    locked.term_ends_at = max(locked.term_ends_at, now) + TERM
    locked.save(update_fields=["term_ends_at"])
    record(verb="mentor.renewed", actor=locked.member, target=locked)
    return locked


@transaction.atomic
def stop(*, mentor: Mentor, emeritus: bool = False) -> Mentor:
    """No more as a mentor: an alum again, or emeritus where they choose it. Those they walk with are told."""
    locked = _locked(mentor)
    if locked.ended_at is None:
        _end(locked, by=locked.member)
    member = Member.objects.get(pk=locked.member_id)
    if member.stage == Stage.MENTOR:
        after = Stage.EMERITUS if emeritus else Stage.ALUM
        stages.enter(member=member, stage=after, by=member, why=_("Stopped mentoring."))
    return locked


def _end(mentor: Mentor, *, by: Member | None) -> None:
    mentor.ended_at = timezone.now()
    mentor.save(update_fields=["ended_at"])
    record(verb="mentor.stopped", actor=by, target=mentor)
    for pair in lock(Mentorship.objects.filter(mentor=mentor, ended_at__isnull=True)):
        pairs.close(pair=pair, by=by)


def _locked(mentor: Mentor) -> Mentor:
    return lock(Mentor.objects.select_related("member")).get(pk=mentor.pk)


def follow_stage(event: Event) -> None:
    """Whoever rests takes nobody new; whoever said goodbye walks with nobody. Reads what is true now."""
    mentor = lock(Mentor.objects.select_related("member").filter(member_id=event.data.get("member"))).first()
    if mentor is None or mentor.ended_at is not None or mentor.member.stage not in AWAY:
        return
    if mentor.member.stage == Stage.LEFT:
        _end(mentor, by=mentor.member)
    elif mentor.paused_at is None:
        mentor.paused_at = timezone.now()
        mentor.save(update_fields=["paused_at"])


@transaction.atomic
def settle_quiet_terms() -> int:
    """Mentors whose term ended two terms ago, who did not renew and walk with nobody, are emeritus. How many."""
    walks = Mentorship.objects.filter(mentor=OuterRef("pk"), ended_at__isnull=True)
    quiet = Mentor.objects.walking().filter(
        ~Exists(walks), term_ends_at__lt=timezone.now() - QUIET_UNTIL_EMERITUS, member__stage=Stage.MENTOR
    )
    people = [mentor.member_id for mentor in lock_free(quiet)]
    moved = stages.enter_many(member_ids=people, before=Stage.MENTOR, after=Stage.EMERITUS, why="Two quiet terms.")
    Mentor.objects.filter(member_id__in=people, member__stage=Stage.EMERITUS, ended_at__isnull=True).update(
        ended_at=timezone.now()
    )
    return moved
