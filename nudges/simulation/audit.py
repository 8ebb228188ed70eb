"""Whether everything that was sent kept to the treaty. It shares no rule with what sends: each is written down again here."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from members.zones import zone

DAY = 24 * 60  # minutes


class Audit:
    """Fed with every message in the order of its time; counts what should not have been."""

    def __init__(self, begin: datetime) -> None:
        self.begin = begin
        self.violations: Counter[str] = Counter(dict.fromkeys(RULES, 0))
        self.sent = 0
        self._kinds: dict[str, int] = {}
        # Of a million members: tuples and plain numbers, which need a fraction of what deques and pairs do.
        self._summons: dict[int, tuple[int, ...]] = {}
        self._suggested: dict[int, tuple[int, ...]] = {}
        self._ignored: dict[int, int] = {}
        self._said: dict[int, int] = {}
        self._left_out: set[int] = set()
        self._digested: dict[int, int] = {}
        self.digests = 0

    def summons(self, minute: int, member: int, *, tz: str, cap: int, away: bool, blocked: bool, stopped: bool) -> None:
        """A call to somebody who may be asked."""
        self.sent += 1
        recent = self._recent(self._summons, member, minute, 7 * DAY)
        self._count("cap of summons", len(recent) >= cap)
        self._summons[member] = (*recent, minute)
        self._common(minute, tz, away=away, blocked=blocked)
        self._count("ignored", stopped)

    def suggestion(
        self, minute: int, member: int, kind: str, *, tz: str, joined: int, away: bool, allowed: int,
        once_in: int = 0,
    ) -> None:  # fmt: skip
        """A mail that suggests something. `once_in`: so many minutes at least lie between two of this kind."""
        self.sent += 1
        recent = self._recent(self._suggested, member, minute, 30 * DAY)
        self._count("one in seven days", bool(recent) and minute - recent[-1] < 7 * DAY)
        self._count("so many in thirty days", len(recent) >= allowed)
        self._suggested[member] = (*recent, minute)
        self._common(minute, tz, away=away, blocked=False)
        self._count("first week", kind != "welcome" and minute - joined < 7 * DAY)
        self._count("ignored", self._ignored.get(self._key(member, kind), 0) >= 2)
        self._count("left out by lot", self._key(member, kind) in self._left_out)
        if once_in:
            last = self._said.get(self._key(member, kind))
            self._count("said again too soon", last is not None and minute - last < once_in)
            self._said[self._key(member, kind)] = minute

    def left_out(self, member: int, kind: str) -> None:
        """The lot says that this member gets none of the kind, for as long as it is tried."""
        self._left_out.add(self._key(member, kind))

    def digest(self, minute: int, member: int, *, tz: str, away: bool) -> None:
        """At most daily: a day of 23 hours is one, when the clocks change."""
        self.digests += 1
        last = self._digested.get(member)
        self._count("digest twice a day", last is not None and minute - last < 22 * 60)
        self._digested[member] = minute
        self._common(minute, tz, away=away, blocked=False)

    def came_of_it(self, member: int, kind: str, *, heeded: bool) -> None:
        """A week later: was the suggestion heeded?"""
        key = self._key(member, kind)
        self._ignored[key] = 0 if heeded else self._ignored.get(key, 0) + 1

    def _common(self, minute: int, tz: str, *, away: bool, blocked: bool) -> None:
        local = (self.begin + timedelta(minutes=minute)).astimezone(zone(tz))
        self._count("hours", not 9 <= local.hour < 20)
        self._count("resting or in crisis", away)
        self._count("blocked", blocked)

    def _count(self, rule: str, broken: bool) -> None:
        self.violations[rule] += broken

    def _key(self, member: int, kind: str) -> int:
        return member * 64 + self._kinds.setdefault(kind, len(self._kinds))

    @staticmethod
    def _recent(of: dict[int, tuple[int, ...]], member: int, minute: int, span: int) -> tuple[int, ...]:
        return tuple(at for at in of.get(member, ()) if minute - at < span)


RULES = (
    "cap of summons", "one in seven days", "so many in thirty days", "hours", "first week", "ignored",
    "resting or in crisis", "blocked", "left out by lot", "said again too soon", "digest twice a day",
)  # fmt: skip
