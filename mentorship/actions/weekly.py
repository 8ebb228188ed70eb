"""The weekly draw: whoever asked for a mentor and has none, and what follows from it.

It is drawn and written down first, in one transaction for each path; each mentor is asked in a transaction of their own,
so that a run that ends half-way is gone on with by the next.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.locks import lock
from members.models import Goal, Journey, Member
from members.rules import NotAllowed, may_write
from mentorship import match
from mentorship.actions import pairs, requests
from mentorship.models import Batch, Draw, Mentorship, Wish
from mentorship.queries import weekly
from mentorship.rules import walks_with_somebody

log = structlog.get_logger(__name__)

Outcome = Draw.Outcome


@transaction.atomic
def wish(*, actor: Member, goal: Goal, words: str, often: str) -> Wish:
    """The next draw looks for a mentor for them. Said twice it is one. Raises NotAllowed."""
    may_write(actor)
    if goal.member_id != actor.pk:
        raise Goal.DoesNotExist
    if not goal.is_open:
        raise NotAllowed(_("A mentor walks with you on a goal that is open. You can reopen yours."))
    if walks_with_somebody(actor, goal.journey_id):
        raise NotAllowed(_("Somebody walks this path with you already. End that first, no reason needed."))
    fields = {"goal": goal, "words": words.strip(), "often": often}
    return Wish.objects.get_or_create(member=actor, journey_id=goal.journey_id, ended_at=None, defaults=fields)[0]


def end(*, actor: Member, wish_id: int) -> None:
    """Not any more; nothing is asked why. Raises Wish.DoesNotExist for another's."""
    found = Wish.objects.filter(pk=wish_id, member=actor)
    if not found.exists():
        raise Wish.DoesNotExist
    locks.update(found.filter(ended_at=None), ended_at=timezone.now())


def run(now: datetime | None = None) -> int:
    """Hourly: this week's draw where it has not been, then the mentors who are still to be asked. Says how many were."""
    now = now or timezone.now()
    asked, week = _ask_drawn(), weekly.this_week(now)
    if week is None:
        return asked
    for journey in weekly.paths_wished_for():
        _draw(journey, week, now)
        asked += _ask_drawn()  # before the next path is drawn: a mentor of both has that place no longer
    return asked


def _ask_drawn() -> int:
    waiting = Draw.objects.filter(outcome=Outcome.DRAWN, mentor__isnull=False).order_by("batch", "lot")
    return sum(each(_ask, waiting.values_list("pk", flat=True)))


def each(do: Callable[[int], bool], rows: Iterable[int]) -> Iterator[bool]:
    """One that fails is tried again by the next run, and holds up no other."""
    for pk in rows:
        try:
            yield do(pk)
        except Exception:
            log.exception("mentorship.draw_failed", what=do.__name__, row=pk)


@transaction.atomic
def _draw(journey: Journey, week: date, now: datetime) -> None:
    """Once a week for each path: the row of the batch says that it was."""
    if Batch.objects.filter(journey=journey, week=week).exists():
        return
    field = weekly.field_of(journey, week, now)
    if not field.wishes:
        return
    seed = secrets.randbits(62)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(journey=journey, week=week, seed=seed, places=sum(field.room), at=now)
    except IntegrityError:  # another run was quicker
        return
    fits = field.fits(now)
    drawn = match.draw(fits, field.room, field.waited, seed)
    rows = [Draw(batch=batch, wish=field.wishes[wish], lot=lot) for lot, wish in enumerate(drawn.order, start=1)]
    for row, wish in zip(rows, drawn.order, strict=True):
        mentor = drawn.mentors[wish]
        if mentor is not None:
            row.outcome, row.mentor = Outcome.DRAWN, field.mentors[mentor]
            row.reasons = field.reasons(wish, mentor, now)
        else:
            somebody = any(one is not None for one in fits[wish])
            row.outcome = Outcome.NO_PLACE if somebody else Outcome.NOBODY_FITS
    Draw.objects.bulk_create(rows)


def _ask(pk: int) -> bool:
    """What was true on Monday may not be any more: then the place is nobody's, and they come first next week."""
    draw = Draw.objects.select_related("wish__member", "wish__goal", "mentor").get(pk=pk)
    mine = Draw.objects.filter(pk=pk, outcome=Outcome.DRAWN)
    wish, mentor = draw.wish, draw.mentor
    assert mentor is not None  # `_ask_drawn`
    given: dict[str, Any] = {"words": wish.words, "often": wish.often, "reasons": draw.reasons}
    try:
        with transaction.atomic():
            request = requests.ask(mentee=wish.member, mentor=mentor, goal=wish.goal, **given)
            if not lock(Wish.objects.filter(pk=wish.pk, ended_at=None)).exists():
                raise NotAllowed(_("It was taken back."))
            locks.update(mine, outcome=Outcome.ASKED, request=request)
    except NotAllowed:
        locks.update(mine, outcome=Outcome.FELL_THROUGH)
        return False
    return True


def hand_on_silent(now: datetime | None = None) -> int:
    """Hourly: pairs of the draw in which the mentor has not written for three days end, and the wish is open again."""
    return sum(each(_hand_on, weekly.silent_pairs(now or timezone.now())))


@transaction.atomic
def _hand_on(pk: int) -> bool:
    pair = lock(Mentorship.objects.select_related("request")).get(pk=pk)
    if pair.ended_at is not None or pair.letters.filter(author=pair.mentor.member_id).exists():
        return False
    pairs.close(pair=pair, by=None)
    draw = pair.request.draw
    others = Wish.objects.filter(member=pair.mentee_id, journey=pair.journey_id, ended_at=None)
    if not others.exists():
        locks.update(Wish.objects.filter(pk=draw.wish_id), ended_at=None)
    locks.update(Draw.objects.filter(pk=draw.pk), outcome=Outcome.SILENT)
    return True
