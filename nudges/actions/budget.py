"""The budget of suggestions: asked and taken in the transaction that takes the lease of the message."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from activity.locks import take_turn
from masks import sealed
from members.models import Member
from notices.models import Message
from notices.rules import Drop, Go, Hush, Verdict, Wait
from nudges.actions.trials import by_lot
from nudges.models import Crisis, Window
from nudges.policy import GAP, No, Nudge, may_send
from nudges.queries.facts import facts, is_own_question


def guard(message: Message, member: Member, now: datetime) -> Verdict:
    """May this suggestion go now? Yes takes the seven days, and the database refuses a second that overlaps."""
    answer = may_send(facts(message, member, now))
    if isinstance(answer, No):
        return Drop(answer.why) if answer.until is None else Wait(answer.until)
    if isinstance(lot := by_lot(message, member, now), Drop):
        return lot
    # Another try of a message has its days already.
    verdict = Go() if Window.objects.filter(message=message).exists() else _take(message, member, now)
    # Both are known through a mask alone, so their rows must look like those of a letter that went.
    if isinstance(verdict, Go) and (_asked_it(message, member) or sealed.in_peace_until(member)):
        return Hush()
    return verdict


def _asked_it(message: Message, member: Member) -> bool:
    """Would they be sent their own question, also one behind a mask?"""
    return message.kind == Nudge.RECIPROCITY and is_own_question(message.topic, member)


def _take(message: Message, member: Member, now: datetime) -> Go | Drop:
    take_turn("nudges.window", member.pk)  # two at once would wait for each other at the exclusion constraint
    try:
        with transaction.atomic():
            Window.objects.create(member=member, span=DateTimeTZRange(now, now + GAP), message=message)
    except IntegrityError:
        return Drop(_("You got a suggestion in the last seven days."))
    return Go()


def peace(message: Message, member: Member, now: datetime) -> Verdict:
    """Nobody is asked for anything while a moderator thinks that they have enough on their mind."""
    if Crisis.objects.filter(member=member, until__gt=now).exists():
        return Drop(_("Suggestions were paused for two weeks."))
    return Go() if sealed.in_peace_until(member) is None else Hush()


def give_back(message: Message) -> None:
    """It will not be sent: its seven days are free for another."""
    Window.objects.filter(message=message).delete()
