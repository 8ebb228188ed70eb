"""What happened in a community, in the order in which it happened, as little of it as routing needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """`at`: days, of any beginning; the fraction is the time of day in UTC."""

    at: float
    question: int
    member: int | None  # None: an account that is gone
    tags: tuple[str, ...]
    words: tuple[str, ...]  # of the title


@dataclass(frozen=True, slots=True)
class Answered:
    at: float
    question: int
    member: int | None


@dataclass(frozen=True, slots=True)
class Helped:
    """Somebody's word that an answer helped. It is told at its own time, later than the answer."""

    at: float
    question: int
    member: int


Event = Asked | Answered | Helped
