"""The people of a simulated community: where they live, what they offered, and how they take being asked."""

from __future__ import annotations

import random
from array import array
from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

# Zones with their share of people: both hemispheres, half and quarter hours, some without a summer time.
ZONES = {
    "Europe/London": 14, "Europe/Lisbon": 5, "Europe/Berlin": 14, "Europe/Helsinki": 4, "Europe/Istanbul": 3,
    "Africa/Lagos": 4, "Africa/Johannesburg": 2, "Asia/Tehran": 1, "Asia/Kolkata": 7, "Asia/Kathmandu": 1,
    "Asia/Bangkok": 2, "Asia/Shanghai": 4, "Asia/Tokyo": 4, "Australia/Adelaide": 2, "Australia/Sydney": 4,
    "Australia/Lord_Howe": 1, "Pacific/Auckland": 3, "Pacific/Chatham": 1, "Pacific/Honolulu": 1,
    "America/Los_Angeles": 6, "America/New_York": 12, "America/St_Johns": 1, "America/Sao_Paulo": 4, "UTC": 1,
}  # fmt: skip
TAGS = 120  # what people ask about
OPTED_IN, MENTORS, PER_MODERATOR = 0.05, 0.003, 2_000  # shares of the members, and members to one moderator
ONE_DIGEST_IN = 20  # members who chose one, half of them daily
LISTED = 3  # tags that somebody who opted in listed, at most


class Temper(IntEnum):
    """How somebody takes being asked."""

    HELPFUL = 0
    BUSY = 1  # answers now and then, says "not now"
    SILENT = 2  # reads nothing of it


@dataclass(slots=True)
class Helper:
    """Somebody who may be called. Minutes are counted from the beginning."""

    number: int
    cap: int
    temper: Temper
    tags: frozenset[int]
    rather_not: set[int] = field(default_factory=set)
    asked: deque[int] = field(default_factory=lambda: deque(maxlen=8))  # minutes of the latest asks
    helps: dict[int, int] = field(default_factory=dict)  # tag → confirmed
    free_at: int = 0  # from when on another ask is within their cap
    total: int = 0  # asks
    ignored: int = 0  # in a row
    stopped: bool = False
    away_until: int = 0  # resting, in a crisis, or gone


class People:
    """Numbers 0 … n-1; arrays, so that a million of them need few megabytes."""

    def __init__(self, members: int, draw: random.Random) -> None:
        names, weights = list(ZONES), list(ZONES.values())
        self.zones = names
        self.zone = array("B", draw.choices(range(len(names)), weights, k=members))
        self.joined = array("i", [-1_000_000]) * members  # minutes; most were there long before
        self.away_until = array("i", [0]) * members
        self.helpers: dict[int, Helper] = {}  # one for each person, in however many groups they stand
        self.opted_in = self._group(OPTED_IN, draw)
        self.mentors = self._group(MENTORS, draw)
        self.moderators = self._group(1 / PER_MODERATOR, draw)
        self.by_tag: dict[int, list[Helper]] = {}
        for helper in self.opted_in:
            for tag in sorted(helper.tags):
                self.by_tag.setdefault(tag, []).append(helper)
        # Who chose a digest, by their zone and how often: beside the lot, so that everything else stays as it is.
        self.digests: dict[tuple[int, str], list[int]] = {}
        for number in range(0, members, ONE_DIGEST_IN):
            every = "day" if number % (2 * ONE_DIGEST_IN) else "week"
            self.digests.setdefault((self.zone[number], every), []).append(number)
        pairs = (draw.randrange(members) * members + draw.randrange(members) for _ in range(members // 50))
        self.blocks = frozenset(pairs)

    def __len__(self) -> int:
        return len(self.zone)

    def zone_of(self, number: int) -> str:
        return self.zones[self.zone[number]]

    def are_blocked(self, one: int, other: int) -> bool:
        return one * len(self) + other in self.blocks or other * len(self) + one in self.blocks

    def _group(self, share: float, draw: random.Random) -> list[Helper]:
        numbers = sorted(draw.sample(range(len(self)), max(3, round(len(self) * share))))
        for number in numbers:
            if number not in self.helpers:
                self.helpers[number] = _helper(number, draw)
        return [self.helpers[number] for number in numbers]


def _helper(number: int, draw: random.Random) -> Helper:
    tags = frozenset(min(int(draw.paretovariate(0.8)), TAGS) - 1 for _ in range(draw.randint(0, LISTED)))
    temper = draw.choices(list(Temper), [0.5, 0.35, 0.15])[0]
    return Helper(number, draw.choices([1, 2, 3], [0.7, 0.2, 0.1])[0], temper, tags)
