"""Who can answer this question? The score of one person for one question, in words as well, and the choice of a few.

Nothing here reads a database or a clock: a caller gathers what is known. A caller gives nothing that happened behind a
mask. The product and `evaluate_routing` use the same numbers, which stand here; why they are what they are, and what
they do to real communities, is in `docs/decisions/routing.md`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf, log1p

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much. Together 1; the load is taken off."""

    topic: float = 0.25  # they know what it is about: they said so, or were told that it helped, or wrote about it
    been_there: float = 0.20  # goals and steps on the asker's path, as far as they let them be seen
    chance: float = 0.30  # they are about these weeks, at this hour
    turn: float = 0.15  # they were not asked for long
    bridge: float = 0.10  # they help people of more than one circle
    load: float = 0.50  # at most so much is taken off from somebody who was asked a lot lately


WEIGHTS = Weights()

# --- what is known of a topic --------------------------------------------------------------------------------
HALF_LIFE = 180.0  # days after which a help says half as much about what somebody knows now
PRIOR = 5.0  # answers with which everybody starts, helpful as often as the community's: one lucky hit is no expert
RATE = 0.3  # how often an answer helps, where nobody has answered anything like it
KNOWN_HALF = 1.0  # a topic score of so much is half of what can be had
LISTED = 0.6  # what "I can help with this" alone says; nobody has confirmed it yet
WORDS = 0.5  # the most that words in common can say

# --- the chance of a reply --------------------------------------------------------------------------------------
PRESENT_HALF_LIFE = 30.0  # days after which having written says half as much about being here
PRESENT_HALF = 2.0  # posts of today that say "as likely as not"
HOUR_PRIOR = 48.0  # posts spread evenly over the day with which everybody starts
HOUR_SPREAD = 2  # who writes at 19:00 is about from 17:00 to 21:00

# --- turn, load, and the places kept -----------------------------------------------------------------------------
TURN_HALF = 14.0  # days since the last ask after which half of a turn has come round
LOAD_HALF = 2.0  # asks of the last weeks (decayed) that take off half of the load
LOAD_HALF_LIFE = 30.0  # days after which an ask weighs half as much
FEW_HELPS = 3.0  # whoever has fewer is somebody new at it…
ONE_IN = 5  # …to whom one place in so many goes: relevance alone did worse than nothing in a field test

_64_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one person, seen from one question. Everything but the numbers of things is between 0 and 1.

    `helped`, `answered`: how often they were told that it helped, and how often they answered, under its tags and
    decayed by HALF_LIFE. `helps`: all of theirs. `room`: how many asks their own cap still allows.
    """

    member_id: int
    helped: float = 0.0
    answered: float = 0.0
    listed: bool = False
    words: float = 0.0
    been_there: float = 0.0
    chance: float = 0.0
    days_unasked: float | None = None  # None: never asked
    bridge: float = 0.0
    load: float = 0.0  # asks, decayed by LOAD_HALF_LIFE; an open one counts whole
    helps: float = 0.0
    room: int = 1
    topic_name: str = ""  # the tag for the reason
    helped_title: str = ""  # "x", of the topic in which somebody said that it helped
    path_name: str = ""  # what they let be seen of having been there


@dataclass(frozen=True, slots=True)
class Scored:
    member_id: int
    score: float
    why: str | Promise  # in the language of whoever reads it
    is_new_at_it: bool = False


def known(helped: float, answered: float, rate: float) -> float:
    """(h + 5μ)/(n + 5) · ln(1 + h), brought between 0 and 1. `rate`: how often answers help in this community."""
    helped = _positive(helped)
    answered = max(_positive(answered), helped)  # who is told thanks has answered
    raw = (helped + PRIOR * _share(rate)) / (answered + PRIOR) * log1p(helped)
    return raw / (raw + KNOWN_HALF)


def topic(candidate: Candidate, rate: float) -> float:
    """Any of the three says something; no two of them count twice."""
    listed = LISTED if candidate.listed else 0.0
    unknown = (1 - known(candidate.helped, candidate.answered, rate)) * (1 - listed)
    return 1 - unknown * (1 - WORDS * _share(candidate.words))


def turn(days_unasked: float | None) -> float:
    """0 just after an ask, toward 1 when it is long ago."""
    if days_unasked is None:
        return 1.0
    days = _positive(days_unasked)
    return days / (days + TURN_HALF)


def load(asks: float) -> float:
    asks = _positive(asks)
    return asks / (asks + LOAD_HALF)


def fit(candidate: Candidate, rate: float, weights: Weights = WEIGHTS) -> float:
    """Could they answer it, and would they? Between 0 and 1, whoever was asked lately."""
    return (
        weights.topic * topic(candidate, rate)
        + weights.been_there * _share(candidate.been_there)
        + weights.chance * _share(candidate.chance)
        + weights.bridge * _share(candidate.bridge)
    )


def score(candidate: Candidate, rate: float, weights: Weights = WEIGHTS) -> float:
    """Should they be asked now? Between minus the weight of the load and 1."""
    owed = weights.turn * turn(candidate.days_unasked) - weights.load * load(candidate.load)
    return fit(candidate, rate, weights) + owed


def faded(amount: float, days: float, half_life: float = HALF_LIFE) -> float:
    """What is left of it after so many days."""
    return amount * 0.5 ** (days / half_life) if days > 0 and amount else amount


def chance(present: float, by_hour: Sequence[float], hour: int) -> float:
    """Will they look in at this hour? `present`: their posts decayed by PRESENT_HALF_LIFE; `by_hour`: 24 of them."""
    here = _positive(present)
    return here / (here + PRESENT_HALF) * at_hour(by_hour, hour)


def at_hour(by_hour: Sequence[float], hour: int) -> float:
    """1 where as much of what they write as of anybody's day falls near this hour, or more; smoothed."""
    near = sum([by_hour[(hour + step) % 24] for step in range(-HOUR_SPREAD, HOUR_SPREAD + 1)])
    even = (2 * HOUR_SPREAD + 1) / 24
    share = (near + HOUR_PRIOR * even) / (sum(by_hour) + HOUR_PRIOR)
    return min(share / even, 1.0)


def bridge(circles: Iterable[float]) -> float:
    """1 − Σ(kᵢ/k)²: 0 for who helps in one circle alone, toward 1 for who helps in many. `circles`: helps in each."""
    numbers = [_positive(number) for number in circles]
    total = sum(numbers)
    return 1 - sum((number / total) ** 2 for number in numbers) if total else 0.0


def best(
    candidates: Iterable[Candidate], many: int, *, rate: float, seed: int, weights: Weights = WEIGHTS
) -> list[Scored]:
    """Whom to ask now: the best `many`, nobody over their cap, one place in five for people with few helps.

    The same people and the same seed give the same choice, in whatever order they come. Equals are drawn by lot.
    """
    free = (one for one in candidates if one.room > 0)
    return _chosen(((score(one, rate, weights), one) for one in free), many, rate, seed, reason)


def ablest(
    candidates: Iterable[Candidate], many: int, *, rate: float, seed: int, weights: Weights = WEIGHTS
) -> list[Scored]:
    """Who can answer, whoever was asked lately: what a person who looks for somebody is shown, `why` in words to them."""
    return _chosen(((fit(one, rate, weights), one) for one in candidates), many, rate, seed, reason_to_others)


def _chosen(
    valued: Iterable[tuple[float, Candidate]], many: int, rate: float, seed: int, why: Callable[[Candidate, float], str]
) -> list[Scored]:
    entries = [(value, _lot(one.member_id, seed), one) for value, one in valued]
    entries.sort(key=lambda entry: (-entry[0], entry[1], entry[2].member_id))
    return [
        Scored(one.member_id, value, lazy(why, str)(one, rate), one.helps < FEW_HELPS)
        for value, _drawn, one in (entries[place] for place in _with_places_kept(entries, max(many, 0), seed))
    ]


def places_kept(many: int, seed: int) -> int:
    """How many of `many` places go to people with few helps: of three a lot decides whether it is one or none."""
    whole, rest = divmod(many, ONE_IN)
    return whole + (random.Random(f"places {seed}").random() < rest / ONE_IN)  # noqa: S311


def _with_places_kept(scores: Sequence[tuple[float, int, Candidate]], many: int, seed: int) -> list[int]:
    """Places in `scores`. Who has to make room is the last of those who helped often."""
    chosen = list(range(min(many, len(scores))))
    new = [place for place, (_score, _drawn, one) in enumerate(scores) if one.helps < FEW_HELPS]
    outside = [place for place in new if place >= len(chosen)]
    missing = places_kept(many, seed) - (len(new) - len(outside))
    for place in outside[: max(missing, 0)]:
        chosen.remove(max(one for one in chosen if scores[one][2].helps >= FEW_HELPS))
        chosen.append(place)
    return chosen


def reason(candidate: Candidate, rate: float) -> str:
    """Why they, in one sentence to them: what says the most about the topic, else what else there is."""
    words = {"topic": candidate.topic_name, "title": candidate.helped_title, "path": candidate.path_name}
    if candidate.helped_title and known(candidate.helped, candidate.answered, rate) > 0:
        return _("Somebody you answered about “%(title)s” said that it helped.") % words
    if candidate.listed and candidate.topic_name:
        return _("You listed “%(topic)s”.") % words
    if candidate.been_there > 0 and candidate.path_name:
        return _("You have been on the path “%(path)s”, and let it be seen.") % words
    if candidate.words > 0 and candidate.topic_name:
        return _("You wrote about something close to “%(topic)s”.") % words
    return _("You said that you may be asked now and then.")


def reason_to_others(candidate: Candidate, rate: float) -> str:
    """Why they, to whoever looks for somebody: what stands on their own page as well, and nothing else."""
    words = {"topic": candidate.topic_name, "title": candidate.helped_title, "path": candidate.path_name}
    if candidate.helped_title and known(candidate.helped, candidate.answered, rate) > 0:
        return _("An answer of theirs helped with “%(title)s”.") % words
    if candidate.listed and candidate.topic_name:
        return _("Can help with “%(topic)s”.") % words
    if candidate.been_there > 0 and candidate.path_name:
        return _("Has been on the path “%(path)s”.") % words
    return _("May be asked now and then.")


def _lot(member_id: int, seed: int) -> int:
    """A number that looks drawn (splitmix64), cheap enough for every candidate of every question."""
    mixed = (member_id * 0x9E3779B97F4A7C15 ^ seed * 0xBF58476D1CE4E5B9) & _64_BITS
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & _64_BITS
    return (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _64_BITS


def _positive(number: float) -> float:
    """Nothing where it is no number."""
    return number if 0.0 <= number < inf else 0.0


def _share(number: float) -> float:
    return number if 0.0 <= number <= 1.0 else min(_positive(number), 1.0)
