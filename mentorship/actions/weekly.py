"""The weekly draw: whoever asked for a mentor and has none, and what follows from it.

It is drawn and written down first, in one transaction for each path; each mentor is asked in a transaction of their own,
so that a run that ends half-way is gone on with by the next.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

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
    waiting = Draw.objects.filter(outcome=Outcome.DRAWN).order_by("batch", "lot")
    return sum(_ask(draw) for draw in waiting.select_related("wish__member", "wish__goal", "mentor"))


@transaction.atomic
def _draw(journey: Journey, week: date, now: datetime) -> None:
    """Once a week for each path: the row of the batch says that it was."""
    if Batch.objects.filter(journey=journey, week=week).exists():
        return
    field = weekly.field_of(journey, now)
    if not field.wishes:
        return
    seed = secrets.randbits(62)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(journey=journey, week=week, seed=seed, places=sum(field.room), at=now)
    except IntegrityError:  # another run was quicker
        return
    drawn = match.draw(field.fits, field.room, field.waited, seed)
    Draw.objects.bulk_create(
        [_row(batch, field, wish, lot, drawn.mentors[wish], now) for lot, wish in enumerate(drawn.order, start=1)]
    )


def _row(batch: Batch, field: weekly.Field, wish: int, lot: int, mentor: int | None, now: datetime) -> Draw:
    row = Draw(batch=batch, wish=field.wishes[wish], lot=lot)
    if mentor is not None:
        row.outcome, row.mentor = Outcome.DRAWN, field.mentors[mentor]
        row.reasons = field.reasons(wish, mentor, now)
    else:
        somebody = any(one is not None for one in field.fits[wish])
        row.outcome = Outcome.NO_PLACE if somebody else Outcome.NOBODY_FITS
    return row


def _ask(draw: Draw) -> bool:
    """What was true on Monday may not be any more: then the place is nobody's, and they come first next week."""
    mentor, wish = draw.mentor, draw.wish
    mine = Draw.objects.filter(pk=draw.pk, outcome=Outcome.DRAWN)
    if mentor is None or wish.ended_at is not None:
        locks.update(mine, outcome=Outcome.FELL_THROUGH)
        return False
    given: dict[str, Any] = {"words": wish.words, "often": wish.often, "reasons": draw.reasons}
    try:
        with transaction.atomic():
            request = requests.ask(mentee=wish.member, mentor=mentor, goal=wish.goal, **given)
            locks.update(mine, outcome=Outcome.ASKED, request=request)
    except NotAllowed:
        locks.update(mine, outcome=Outcome.FELL_THROUGH)
        return False
    return True


def hand_on_silent(now: datetime | None = None) -> int:
    """Hourly: pairs of the draw in which the mentor has not written for three days end, and the wish is open again."""
    return sum(_hand_on(pk) for pk in weekly.silent_pairs(now or timezone.now()))


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
    locks.update(Draw.objects.filter(pk=draw.pk), outcome=Outcome.FELL_THROUGH)
    return True
