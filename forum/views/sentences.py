"""The home page's first sentence: about people, never a counter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.models import Topic
from forum.queries.helping import Asks, askers
from members.models import Member
from web.numbers import in_words

# hours at which a part of the day begins
MORNING, AFTERNOON, EVENING, NIGHT = 5, 12, 17, 22


def part_of_day(now: datetime) -> str:
    """In the member's own time."""
    if MORNING <= now.hour < AFTERNOON:
        return "morning"
    if AFTERNOON <= now.hour < EVENING:
        return "afternoon"
    return "evening" if EVENING <= now.hour < NIGHT else "night"


def moment(now: datetime) -> str:
    """Such as "Sunday evening"."""
    words = {
        "morning": _("%(day)s morning"),
        "afternoon": _("%(day)s afternoon"),
        "evening": _("%(day)s evening"),
        "night": _("%(day)s night"),
    }
    return words[part_of_day(now)] % {"day": WEEKDAYS[now.weekday()]}


def greeting(
    member: Member, asks: Asks, *, waiting: int, newcomers: int, now: datetime, called_to: Sequence[Topic] = ()
) -> str:
    """The first of these that is true: who asks about what they know, what is told to them, who waits, who is new.

    `called_to` are questions that they are summoned to.
    """
    name = {"name": member.get_short_name()}
    people = askers(ask.topic for ask in asks.matched)
    if people:
        return capfirst(_been_through(people) % (name | {"n": in_words(people)}))
    if waiting:
        return _("Something is waiting for you, %(name)s.") % name
    people = askers([*called_to, *(ask.topic for ask in asks.found)])
    if people:
        sentence = ngettext(
            "Somebody is waiting for a first answer, %(name)s.",
            "%(n)s people are waiting for a first answer, %(name)s.",
            people,
        )
        return capfirst(sentence % (name | {"n": in_words(people)}))
    if newcomers:
        return _("Somebody new would be glad of a hello, %(name)s.") % name
    return QUIET[part_of_day(now)]() % name


def _been_through(people: int) -> str:
    return ngettext(
        "Somebody is asking about something you know, %(name)s.",
        "%(n)s people are asking about things you know, %(name)s.",
        people,
    )


QUIET = {
    "morning": lambda: _("A quiet morning, %(name)s. Nothing here waits for you."),
    "afternoon": lambda: _("A quiet afternoon, %(name)s. Nothing here waits for you."),
    "evening": lambda: _("A quiet evening, %(name)s. Nothing here waits for you."),
    "night": lambda: _("A quiet night, %(name)s. Nothing here waits for you."),
}
