"""The attention treaty as one pure function: may this be sent to this member now, and if not, why not?

Nothing here reads a database or a clock: a caller gathers the facts. Every number of the treaty stands here, with
its unit and its reason, but `FIRST_DAYS`, which all mail keeps to; `docs/attention.md` is the treaty in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from notices import hours
from notices.rules import FIRST_DAYS

# --- messages that suggest something: docs/attention.md, in figures ---------------------------------------
GAP = timedelta(days=7)  # at most one in any 7 days…
PERIOD = timedelta(days=30)  # …and, in any 30 days,
PER_PERIOD = 2  # two, unless the member chose otherwise:
FEWEST_PER_PERIOD, MOST_PER_PERIOD = 0, 3  # none to three
RECIPROCITY_GAP = timedelta(days=30)  # "would you do the same for somebody" is asked once in 30 days at most
WELCOME_FROM = timedelta(hours=20)  # in the FIRST_DAYS, one welcome a day after joining: at once it would be a robot's,
WELCOME_UNTIL = timedelta(hours=48)  # later it would be a reminder
IGNORED_STOPS = 2  # after so many of a kind that went by without a reply, that kind stops
IGNORED_AFTER = timedelta(days=7)  # one that had no reply for so long was ignored

# --- summons of those who opted in -----------------------------------------------------------------------
SUMMONS_PERIOD = timedelta(days=7)  # a cap is counted over this
SUMMONS_PER_PERIOD = 1  # over all kinds of summons together, a moderator's too, unless the member chose more,
MOST_SUMMONS_PER_PERIOD = 3  # up to three
SUMMONS_RUNS_OUT = timedelta(days=7)  # an open one older than this went by without a reply

CLAIM_HOLDS = timedelta(minutes=30)  # "I'm on it": as long as an answer takes; then it is free by itself
MOST_CLAIMS = 3  # at once: who is on everything keeps others from answering
REMINDED_WITHIN = 7  # days: a reminder that comes later finds the question answered or forgotten

# --- trials --------------------------------------------------------------------------------------------------
HELD_OUT = 0.1  # by lot, of those who would get a kind that is tried: enough to see what matters, and few miss anything
LANDMARK = timedelta(days=14)  # what somebody did later has little to do with one mail

# --- walking with somebody: "how is it going?" ----------------------------------------------------------------
QUIET = timedelta(days=7)  # a letter of either says how it is going; after so long without one it is asked
CHECK_IN_GAP = timedelta(days=7)  # between two such questions about one pair, in the page as well
WEEK_TWO, WEEK_TWO_OVER = timedelta(days=14), timedelta(days=21)  # from the beginning of a pair; asked once between

# --- notes -------------------------------------------------------------------------------------------------
LEFT_FOR, LEFT_AT_MOST = (
    timedelta(days=3),
    timedelta(days=20),
)  # a draft: sooner it is being written, later it soon goes
GOAL_RHYTHMS = (2, 4, 8)  # weeks: as often as somebody can choose to be asked how it goes
JUST_MOVED = timedelta(days=7)  # who reached a step lately says by that how it goes
ALUMNI_EVERY, EMERITUS_EVERY = timedelta(days=91), timedelta(days=365)
HERE_LATELY = timedelta(days=60)  # what we are here for is for who is here
FEWEST_VOICES = 2  # sentences by members; with fewer it would be the host's voice alone

# --- a suggestion in the page ------------------------------------------------------------------------------
NOT_NOW_LASTS = timedelta(days=30)  # a prompt that returns sooner has not heard the no


class Nudge(StrEnum):
    """The kinds of messages that suggest something."""

    WELCOME = "welcome"
    RECIPROCITY = "reciprocity"
    STAY = "stay"
    CHECK_IN = "check_in"
    TERM = "term"
    APPRECIATION = "appreciation"
    RESUME = "resume"
    GOAL = "goal_check_in"
    ALUMNI = "alumni_note"
    EMERITUS = "emeritus_hello"
    PURPOSE = "purpose"
    ARTICLE = "article_invited"
    QUOTE = "quote_asked"


NUDGES = [nudge.value for nudge in Nudge]  # as rows of messages have them
STOPPABLE = [kind for kind in Nudge if kind != Nudge.WELCOME]  # a welcome is sent once anyway
# Somebody's invitation stands in the page at once, and its mail waits for a free place; what else finds none is not sent.
WAITING = (Nudge.ARTICLE, Nudge.QUOTE)


@dataclass(frozen=True, slots=True)
class Sent:
    """One nudge of the past: when, of which kind, and whether the member acted on it."""

    kind: str
    at: datetime
    was_heeded: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the treaty asks about one member and one message, at the moment of sending.

    `sent`: every nudge that went to this member in the last 400 days, in any order. `per_period`: their allowance.
    `chosen_at`: when they last chose about this kind; what was ignored before does not count against it.
    """

    kind: Nudge
    now: datetime
    time_zone: str
    joined_at: datetime
    sent: tuple[Sent, ...] = ()
    per_period: int = PER_PERIOD
    wants_kind: bool = True
    chosen_at: datetime | None = None
    is_living_account: bool = True
    is_suspended: bool = False
    is_resting: bool = False
    is_in_crisis: bool = False
    is_blocked: bool = False  # between the member and whoever it is about
    may_see_it: bool = True  # the topic that it is about
    is_still_true: bool = True  # the question still waits, the hello still stands, the goal is still reached


@dataclass(frozen=True, slots=True)
class Yes:
    """It may be sent now."""


@dataclass(frozen=True, slots=True)
class No:
    """Why not, in words for the member; `until` where it may be asked again, None where it is not sent at all."""

    why: str
    until: datetime | None = None


def may_send(facts: Facts) -> Yes | No:
    """The treaty. Refusals come first that nothing but the member can lift, then those that time lifts."""
    refusal = _person(facts) or _thing(facts) or _choice(facts) or _budget(facts) or _age(facts)
    if refusal is not None:
        return refusal
    if not hours.is_awake(facts.now, facts.time_zone):
        return _morning(facts)
    return Yes()


def _person(facts: Facts) -> No | None:
    if not facts.is_living_account:
        return No(_("The account is closed or not open yet."))
    if facts.is_suspended:
        return No(_("Nothing is suggested while an account may not write."))
    if facts.is_resting:
        return No(_("You are resting, or said goodbye."))
    if facts.is_in_crisis:
        return No(_("Suggestions were paused for two weeks."))
    return None


def _thing(facts: Facts) -> No | None:
    if facts.is_blocked:
        return No(_("There is a block between you."))
    if not facts.may_see_it:
        return No(_("You cannot see what it is about any more."))
    if not facts.is_still_true:
        return No(_("It was no longer needed."))
    return None


def _choice(facts: Facts) -> No | None:
    if facts.per_period <= 0:
        return No(_("You chose to get no suggestions."))
    if not facts.wants_kind:
        return No(_("You chose not to get this kind."))
    if ignored_in_a_row(facts) >= IGNORED_STOPS:
        return No(_("Two of this kind went by without a reply, so no more are sent."))
    return None


def ignored_in_a_row(facts: Facts) -> int:
    """How many of this kind went by without a reply since the last that did not, or since the member chose it."""
    since = facts.chosen_at or datetime.min.replace(tzinfo=facts.now.tzinfo)
    past = [sent for sent in facts.sent if sent.kind == facts.kind and sent.at > since]
    count = 0
    for sent in sorted(past, key=lambda one: one.at, reverse=True):
        if sent.was_heeded:
            break
        if facts.now - sent.at >= IGNORED_AFTER:
            count += 1
    return count


def _budget(facts: Facts) -> No | None:
    recent = [sent for sent in facts.sent if facts.now - sent.at < PERIOD]
    if any(facts.now - sent.at < GAP for sent in recent):
        return No(_("You got a suggestion in the last seven days."), _free_at(facts, recent))
    if len(recent) >= facts.per_period:
        return No(_("You got as many suggestions in the last thirty days as you chose."), _free_at(facts, recent))
    if facts.kind == Nudge.RECIPROCITY and any(
        sent.kind == Nudge.RECIPROCITY and facts.now - sent.at < RECIPROCITY_GAP for sent in recent
    ):
        return No(_("You were asked this in the last thirty days."))
    return None


def _free_at(facts: Facts, recent: list[Sent]) -> datetime | None:
    """When there is a place again for what waits for one."""
    if facts.kind not in WAITING:
        return None
    times = sorted(sent.at for sent in recent)
    frees = [times[-1] + GAP]
    if len(times) >= facts.per_period:
        frees.append(times[-facts.per_period] + PERIOD)
    return max(frees)


def _age(facts: Facts) -> No | None:
    age = facts.now - facts.joined_at
    if facts.kind == Nudge.WELCOME:
        if any(sent.kind == Nudge.WELCOME for sent in facts.sent):
            return No(_("A welcome is sent once."))
        if age < WELCOME_FROM:
            return No(_("A welcome is sent a day after joining."), facts.joined_at + WELCOME_FROM)
        if age > WELCOME_UNTIL:
            return No(_("It was too late for a welcome."))
        return None
    if age < FIRST_DAYS:
        return No(_("Nothing is suggested by mail in the first seven days."))
    return None


def is_held(kind: str, member_id: int, secret: str | None = None) -> bool:
    """The same lot for this member and kind whenever it is drawn, and one that says nothing about another kind. Without a
    `secret` the installation's own.
    """
    drawn = salted_hmac("nudges.trials", f"{kind}|{member_id}", secret=secret, algorithm="sha256").digest()[:8]
    return int.from_bytes(drawn, "big") < HELD_OUT * 2**64


def _morning(facts: Facts) -> No:
    morning = hours.next_awake(facts.now, facts.time_zone)
    if facts.kind == Nudge.WELCOME and morning - facts.joined_at > WELCOME_UNTIL:
        return No(_("It was too late for a welcome."))
    return No(_("It is night where you are."), morning)
