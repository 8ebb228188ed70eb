"""The life cycle as data: which stage may follow which. Roles, not ranks; nobody is promoted by a rule of numbers."""

from __future__ import annotations

from datetime import timedelta

from members.models import Member

Stage = Member.Stage

# Days after which a newcomer is simply a member, whether or not anybody replied: belonging is not earned.
NEWCOMER_FOR = timedelta(days=14)

AWAY = frozenset({Stage.RESTING, Stage.LEFT})
# Whoever stayed on keeps that role while they set themselves another goal.
STAYED = frozenset({Stage.ALUM, Stage.MENTOR, Stage.EMERITUS})
# The answers to the one ask after a goal, and the stage that each leads to.
ANSWERS = {"stay": Stage.ALUM, "rest": Stage.RESTING, "goodbye": Stage.LEFT}

_ONE_TAP = {Stage.RESTING, Stage.LEFT}
FOLLOWS: dict[str, frozenset[str]] = {
    before: frozenset(after | _ONE_TAP - {before})
    for before, after in {
        Stage.NEWCOMER: {Stage.MEMBER, Stage.PURSUING},
        Stage.MEMBER: {Stage.PURSUING},
        # back to newcomer or member, or among those who stayed, when the goal is closed
        Stage.PURSUING: {Stage.REACHED, Stage.NEWCOMER, Stage.MEMBER, Stage.ALUM, Stage.EMERITUS},
        Stage.REACHED: {Stage.ALUM, Stage.PURSUING},
        Stage.ALUM: {Stage.MENTOR, Stage.PURSUING},
        Stage.MENTOR: {Stage.ALUM, Stage.EMERITUS},
        Stage.EMERITUS: {Stage.MENTOR, Stage.PURSUING},
        # whoever comes back takes up any place they had
        Stage.RESTING: set(Stage) - {Stage.RESTING},
        Stage.LEFT: set(Stage) - {Stage.LEFT},
    }.items()
}


def may_follow(before: str, after: str) -> bool:
    """Is the step from one stage to the other one of the life cycle's?"""
    return after in FOLLOWS[before]
