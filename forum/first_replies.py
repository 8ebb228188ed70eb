"""How soon questions are answered, where those that still wait count: the estimate of Kaplan and Meier, in whole hours.

A question that was answered after two days and one that has waited for two days without an answer say the same about
the first two days. Whoever leaves the second one out tells newcomers of a place that is quicker than it is. A question
that nobody could answer any longer (it was closed, hidden, taken back, is held) counts for as long as somebody could.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil, floor
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

FEWEST = 8  # questions: where one alone would say more than an eighth, nothing is said
DAY = 24  # hours
LONGEST_IN_HOURS = 36  # beyond it days are plainer
CLOSE = 1e-9  # what products of fractions are off by


class Waits(NamedTuple):
    """Of the questions whose wait is told as so many hours: how many were `answered` within them, and how many are
    known to have waited for so long and no more (`left`).
    """

    hours: int
    answered: int
    left: int


class Measured(NamedTuple):
    """What can be said. `median`: hours within which half were answered, None where more than half wait longer than
    anybody has watched; `in_a_day`: the share answered within one, None where too few are a day old.
    """

    enough: bool = False
    median: int | None = None
    in_a_day: float | None = None


def measured(waits: Iterable[Waits]) -> Measured:
    curve = list(_curve(sorted(waits)))
    median = next((hours for hours, waiting in curve if waiting <= 0.5 + CLOSE), None)
    within_a_day = [waiting for hours, waiting in curve if hours <= DAY]
    is_watched = any(hours >= DAY for hours, _waiting in curve)
    if median is None and not is_watched:
        return Measured()
    return Measured(True, median, 1 - within_a_day[-1] if is_watched else None)


def _curve(waits: list[Waits]) -> Iterator[tuple[int, float]]:
    """The share that still waits after so many hours, for each hour at which something is known, as far as enough
    questions bear it: those few that were watched for longest would otherwise speak for all.
    """
    watched = sum(row.answered + row.left for row in waits)
    waiting = 1.0
    yield 0, waiting
    for row in waits:
        if not _is_borne(waiting, watched):
            return
        waiting *= 1 - row.answered / watched
        watched -= row.answered + row.left
        yield row.hours, waiting
    if _is_borne(waiting, watched):  # hardly anybody is left, so it holds for every hour to come
        yield max(DAY, waits[-1].hours), waiting


def _is_borne(waiting: float, watched: int) -> bool:
    return waiting / max(watched, 1) <= 1 / FEWEST + CLOSE


def in_words(found: Measured) -> str:
    """One sentence for whoever asks."""
    if not found.enough:
        return _("Too few questions were asked here in the past three months to say how soon an answer comes.")
    share = "" if found.in_a_day is None else share_in_words(found.in_a_day)
    if found.median is None:
        words = _(
            "More than half of the questions of the past three months still wait for an answer; "
            "%(share)s had one within a day."
        )
        return words % {"share": share}
    time = hours_in_words(found.median)
    if not share:
        return _("Half of the questions of the past three months had an answer within %(time)s.") % {"time": time}
    words = _("Half of the questions of the past three months had an answer within %(time)s; %(share)s within a day.")
    return words % {"time": time, "share": share}


def hours_in_words(hours: int) -> str:
    """Such as "3 hours", never finer."""
    if hours <= LONGEST_IN_HOURS:
        return ngettext("an hour", "%(n)s hours", hours) % {"n": hours}
    days = ceil(hours / DAY)
    return ngettext("a day", "%(n)s days", days) % {"n": days}


def share_in_words(share: float) -> str:
    """In tenths, and never more than it was."""
    tenths = floor(share * 10 + CLOSE)
    if share < CLOSE:
        return _("none of them")
    return TENTHS[tenths]()


TENTHS = (
    lambda: _("fewer than one in ten"),
    lambda: _("one in ten"),
    lambda: _("two in ten"),
    lambda: _("three in ten"),
    lambda: _("four in ten"),
    lambda: _("half of them"),
    lambda: _("six in ten"),
    lambda: _("seven in ten"),
    lambda: _("eight in ten"),
    lambda: _("nine in ten"),
    lambda: _("all of them"),
)
