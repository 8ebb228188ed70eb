"""What a trial may be said to have shown: two shares, their difference with its interval, and whether lots fell fairly.

Pure functions of counts. Nothing is said of few people: a count of one to ten would tell who it was.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext as _

Z = 1.959963984540054  # of 95 %, two-sided
FEWEST = 11  # of one to ten people no count is shown, nor what would tell it
ROUND_TO = 5  # what is shown is a multiple
SUSPECT = 0.001  # a division this unlikely is a fault, and no chance


@dataclass(frozen=True, slots=True)
class Arm:
    """`did` of `people` did what was hoped for."""

    did: int
    people: int

    @property
    def share(self) -> float:
        return self.did / self.people if self.people else 0.0

    @property
    def is_hidden(self) -> bool:
        return is_few(self.did) or is_few(self.people - self.did) or self.people < FEWEST


@dataclass(frozen=True, slots=True)
class Difference:
    """Of the first share less the second, with the interval of 95 %."""

    value: float
    low: float
    high: float

    @property
    def is_seen(self) -> bool:
        return self.low > 0 or self.high < 0


def wilson(arm: Arm) -> tuple[float, float]:
    """The score interval of one share (Wilson 1927)."""
    n, z2 = arm.people, Z * Z
    centre = 2 * arm.did + z2
    width = Z * math.sqrt(z2 + 4 * arm.did * (1 - arm.share))
    return (centre - width) / (2 * (n + z2)), (centre + width) / (2 * (n + z2))


def difference(one: Arm, other: Arm) -> Difference:
    """Newcombe's hybrid of two score intervals (1998, method 10): sound where shares are near none or all."""
    value = one.share - other.share
    (low_1, high_1), (low_2, high_2) = wilson(one), wilson(other)
    below = math.hypot(one.share - low_1, high_2 - other.share)
    above = math.hypot(high_1 - one.share, other.share - low_2)
    return Difference(value, max(-1.0, value - below), min(1.0, value + above))


def chance_of(sent: int, held: int, share_held: float) -> float:
    """How likely a division at least as uneven is where the lots fall fairly: χ² with one degree of freedom."""
    people = sent + held
    if not people:
        return 1.0
    expected = people * share_held
    squares = (held - expected) ** 2 / expected + (held - expected) ** 2 / (people - expected)
    return math.erfc(math.sqrt(squares / 2))


def is_few(count: int) -> bool:
    return 0 < count < FEWEST


def said(count: int, *, of: int | None = None) -> str:
    """A count for a page: rounded, and "few" where it or what is left of the whole is one to ten."""
    if is_few(count) or (of is not None and is_few(of - count)):
        return _("few")
    return str(ROUND_TO * round(count / ROUND_TO))


def verdict(sent: Arm, held: Arm, *, share_held: float, all_sent: int, all_held: int) -> str:
    """One sentence. The arms are those whose fortnight is over; the lots are looked at of everybody."""
    if chance_of(all_sent, all_held, share_held) < SUSPECT:
        return _(
            "The two groups are not as large as chance makes them (less than one in a thousand), so something is wrong "
            "with the trial, and nothing can be read from it."
        )
    if sent.is_hidden or held.is_hidden:
        return _("Too few people to say anything yet. Groups of one to ten people are not shown.")
    found = difference(sent, held)
    words = {"low": points(found.low), "high": points(found.high)}
    if not found.is_seen:
        return _("No difference seen: of a hundred people, between %(low)s and %(high)s more or fewer.") % words
    if found.value > 0:
        return _("More did it who got the mail: of a hundred people between %(low)s and %(high)s more.") % words
    words = {"low": points(-found.high), "high": points(-found.low)}
    return _("Fewer did it who got the mail: of a hundred people between %(low)s and %(high)s fewer.") % words


def points(share: float) -> str:
    """A share as of a hundred, with a real minus and no minus before nought."""
    whole = round(100 * share)
    return f"−{-whole}" if whole < 0 else str(whole)
