"""How well a mentor and a member fit, and why, in words. Pure: no database, no clock.

The score orders three suggestions on one member's page and is shown nowhere; the reasons are. The weights say what
similarity of path, words and hours is worth next to each other (docs/decisions): they are ours to question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.zones import zone
from writing import dates

WAKING_FROM, WAKING_UNTIL = 9, 20  # hours of the day in which people are here
OVERLAP_AT_LEAST = 2.0  # shared waking hours a day; with fewer they write past each other
DAY_HOURS = 24

WEIGHT_TOPICS = 0.40  # they wrote about the same things: what a member asks company with
WEIGHT_MET = 0.20  # the mentor has helped them before: a first trust is there
WEIGHT_HOURS = 0.15  # more shared hours than the limit asks for
WEIGHT_TURN = 0.15  # nobody asked them for long, so that the same few are not always asked
WEIGHT_ROOM = 0.10  # free places
TOPICS_FOR_FULL = 3  # shared topics from which on more of them say nothing new
TURN_FOR_FULL = timedelta(days=56)  # unasked for a whole term of eight weeks
SUGGESTED_AT_MOST = 3
SHORTEST_WORD = 4  # letters; shorter words are mostly grammar


@dataclass(frozen=True)
class Side:
    """What is compared of one person: only what they wrote on their own pages."""

    languages: frozenset[str]
    time_zone: str
    topics: Sequence[str] = ()  # what they can help with, or have been through
    words: str = ""  # a member's goal and steps, in their own words


@dataclass(frozen=True)
class Candidate:
    """A mentor as seen from one member."""

    id: int
    side: Side
    journeys: frozenset[int]
    capacity: int
    walking_with: int
    blocked: bool = False
    paused: bool = False
    helped_them: int = 0  # of the member's named questions that the mentor answered under their name
    last_asked: datetime | None = None


@dataclass(frozen=True)
class Fit:
    """One suggestion: the reasons that speak for it and what differs, each a sentence for the member."""

    id: int
    score: float
    fits: list[str] = field(default_factory=list)
    differs: list[str] = field(default_factory=list)
    room: int = 1


@lru_cache(maxsize=1024)
def utc_offset(time_zone: str, now: datetime) -> float:
    """Hours east of UTC at that moment."""
    offset = now.astimezone(zone(time_zone)).utcoffset()
    return offset.total_seconds() / 3600 if offset else 0.0


def shared_hours(one: str, other: str, now: datetime) -> float:
    """Hours of a day in which both are awake, 09 to 20 by their own clocks."""
    apart = abs(utc_offset(one, now) - utc_offset(other, now)) % DAY_HOURS
    span = WAKING_UNTIL - WAKING_FROM
    return max(0.0, span - apart) + max(0.0, span - (DAY_HOURS - apart))


def is_possible(member: Side, mentor: Candidate, *, journey: int, now: datetime) -> bool:
    """The hard limits: same path, a shared language, two shared waking hours, no block, room, not paused."""
    return (
        journey in mentor.journeys
        and bool(member.languages & mentor.side.languages)
        and shared_hours(member.time_zone, mentor.side.time_zone, now) >= OVERLAP_AT_LEAST
        and not mentor.blocked
        and not mentor.paused
        and mentor.walking_with < mentor.capacity
    )


def shared_topics(member: Side, mentor: Side) -> list[str]:
    """The mentor's topics that the member wrote about, in the mentor's order."""
    said = {topic.casefold() for topic in member.topics}
    words = _words(member.words)
    return [topic for topic in mentor.topics if topic.casefold() in said or (_words(topic) and _words(topic) <= words)]


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """Whole words without their plural s, so that "cards" meets "card"."""
    found = re.findall(r"\w+", text.casefold())
    return frozenset([word.rstrip("s") for word in found if len(word) >= SHORTEST_WORD])


def weigh(member: Side, mentor: Candidate, *, now: datetime) -> float:
    """From 0 to 1; only to choose three among those who are possible."""
    topics = min(len(shared_topics(member, mentor.side)), TOPICS_FOR_FULL) / TOPICS_FOR_FULL
    hours = shared_hours(member.time_zone, mentor.side.time_zone, now) / (WAKING_UNTIL - WAKING_FROM)
    unasked = TURN_FOR_FULL if mentor.last_asked is None else max(timedelta(), now - mentor.last_asked)
    turn = min(unasked / TURN_FOR_FULL, 1.0)
    room = (mentor.capacity - mentor.walking_with) / mentor.capacity
    return (
        WEIGHT_TOPICS * topics
        + WEIGHT_MET * bool(mentor.helped_them)
        + WEIGHT_HOURS * min(hours, 1.0)
        + WEIGHT_TURN * turn
        + WEIGHT_ROOM * room
    )


def explain(member: Side, mentor: Candidate, *, path: str, now: datetime) -> Fit:
    """The suggestion with its reasons; `path` is the title of the path that both know."""
    shared = shared_topics(member, mentor.side)
    fits = [_("Went the same path: %(path)s") % {"path": path}]
    if shared:
        fits.append(_("You both wrote about %(topics)s") % {"topics": _said(shared[:TOPICS_FOR_FULL])})
    if mentor.helped_them:
        fits.append(_("Has answered you here before"))
    fits.append(_hours(shared_hours(member.time_zone, mentor.side.time_zone, now)))
    return Fit(
        id=mentor.id,
        score=weigh(member, mentor, now=now),
        fits=fits,
        differs=_differences(member, mentor, shared, now),
        room=mentor.capacity - mentor.walking_with,
    )


def _hours(hours: float) -> str:
    if hours >= WAKING_UNTIL - WAKING_FROM:
        return _("Keeps the same hours as you")
    whole = int(hours)
    return ngettext(
        "You are both awake for %(hours)d hour of the day", "You are both awake for %(hours)d hours of the day", whole
    ) % {"hours": whole}


def _differences(member: Side, mentor: Candidate, shared: list[str], now: datetime) -> list[str]:
    found = []
    other = [topic for topic in mentor.side.topics if topic not in shared]
    if other and not shared:
        found.append(
            _("Writes about %(topics)s, which you haven’t mentioned") % {"topics": _said(other[:TOPICS_FOR_FULL])}
        )
    apart = utc_offset(mentor.side.time_zone, now) - utc_offset(member.time_zone, now)
    if apart:
        hours = max(1, round(abs(apart)))
        ahead = ngettext(
            "Their clock is %(hours)d hour ahead of yours", "Their clock is %(hours)d hours ahead of yours", hours
        )
        behind = ngettext(
            "Their clock is %(hours)d hour behind yours", "Their clock is %(hours)d hours behind yours", hours
        )
        found.append((ahead if apart > 0 else behind) % {"hours": hours})
    return found


def _said(topics: Sequence[str]) -> str:
    if len(topics) < 2:
        return "".join(topics)
    return dates.listed(topics)


def best(member: Side, mentors: Sequence[Candidate], *, journey: int, path: str, now: datetime) -> list[Fit]:
    """At most three who are possible, the best fit first; ties go to whoever has been here longer (the lower id)."""
    possible = [mentor for mentor in mentors if is_possible(member, mentor, journey=journey, now=now)]
    fits = [explain(member, mentor, path=path, now=now) for mentor in possible]
    return sorted(fits, key=lambda fit: (-fit.score, fit.id))[:SUGGESTED_AT_MOST]
