"""Which of some questions one member could answer best: for the page where they look for one, nobody is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from forum.queries.helping import LISTED, Ask, Knowledge
from routing import score
from routing.score import Candidate

WAS_HELPED = 0.5  # of having been there: they had the same trouble, and somebody helped them out of it


def fit_for(knows: Knowledge, now: datetime) -> Callable[[Ask], float]:
    """How well they could answer a question, as `routing` weighs it; what says the same of all questions counts nothing."""
    return lambda ask: score.fit(_candidate(ask, knows, now), score.RATE)


def _candidate(ask: Ask, knows: Knowledge, now: datetime) -> Candidate:
    topic: Any = ask.topic  # with what `forum.queries.helping` found of it: tag_ids, phrase, path_id
    tags = topic.tag_ids or ()
    helped = sum([_faded(knows.helped_with.get(tag), now) for tag in tags])
    was_helped = max([_faded(knows.helped_in.get(tag), now) for tag in tags], default=0.0)
    return Candidate(
        member_id=0,
        helped=helped,
        answered=helped,
        listed=ask.reason == LISTED,
        words=1.0 if topic.phrase else 0.0,
        been_there=1.0 if topic.path_id is not None else was_helped * WAS_HELPED,
    )


def _faded(at: datetime | None, now: datetime) -> float:
    return 0.0 if at is None else score.faded(1.0, (now - at) / timedelta(days=1))
