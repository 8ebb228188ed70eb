"""Five ways to find ten people for a question. Each knows what the world knows at that moment, and nothing more."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterable

from routing import score
from routing.replay.events import Asked
from routing.replay.world import World

TEN = 10

Policy = Callable[[World, Asked, random.Random], list[int]]
OURS = "ours"


def ours(weights: score.Weights) -> Policy:
    """By the score of the product, but for what belongs to asking: whose turn it is, and how much they were asked."""

    def ten(world: World, question: Asked, lot: random.Random) -> list[int]:
        seed = question.question
        found = score.ablest(world.candidates(question), TEN, rate=world.rate, seed=seed, weights=weights)
        return _ten((one.member_id for one in found), world, question, lot)

    return ten


def by_lot(world: World, question: Asked, lot: random.Random) -> list[int]:
    """Anybody who ever wrote here."""
    return _ten((), world, question, lot)


def most_active(world: World, question: Asked, lot: random.Random) -> list[int]:
    """Who gave the most answers so far, about whatever."""
    return _ten(world.most_active.first(TEN + 1), world, question, lot)


def tag_only(world: World, question: Asked, lot: random.Random) -> list[int]:
    """Who gave the most answers under its tags so far."""
    answers: Counter[int] = Counter()
    for tag in question.tags:
        answers.update(world.in_tag.get(tag, {}))
    return _ten(heapq.nlargest(TEN + 1, answers, key=answers.__getitem__), world, question, lot)


def newest_in_tag(world: World, question: Asked, lot: random.Random) -> list[int]:
    """Who answered under one of its tags last."""
    last: dict[int, float] = {}
    for tag in question.tags:
        for member in world.latest_in.get(tag, ()):
            at = world.people[member].tags[tag].answered.at
            last[member] = max(at, last.get(member, at))
    return _ten(heapq.nlargest(TEN + 1, last, key=last.__getitem__), world, question, lot)


BASELINES: dict[str, Policy] = {
    "random": by_lot,
    "most active": most_active,
    "tag only": tag_only,
    "newest in tag": newest_in_tag,
}


def _ten(found: Iterable[int], world: World, question: Asked, lot: random.Random) -> list[int]:
    """Never the asker, always ten where so many are known: whom a policy does not find the lot adds."""
    ten = [member for member in dict.fromkeys(found) if member != question.member][:TEN]
    taken = {*ten, question.member}
    strangers = len(world.everybody) - len(taken & world.people.keys())
    for _missing in range(min(TEN - len(ten), strangers)):
        member = lot.choice(world.everybody)
        while member in taken:
            member = lot.choice(world.everybody)
        taken.add(member)
        ten.append(member)
    return ten
