"""The steps of an erasure, in their order. Each runs until it says that there is no more; then the next."""

from __future__ import annotations

from privacy.actions.erasing import account, masks, others, quotes, words
from privacy.actions.erasing.common import Step

ORDER: tuple[Step, ...] = (
    masks.let_go,
    account.shut,
    others.pairs,
    others.letters,
    others.requests,
    others.asked_as_mentor,
    others.mentor,
    others.mentor_goes,
    others.thanks,
    others.help_rows,
    others.terms,
    others.cases,
    others.second_looks,
    words.articles,
    words.article_invitations,
    words.article_versions,
    words.quotations,
    words.marks,
    words.versions,
    words.reworks,
    words.unposted_pictures,
    words.topics,
    words.posts,
    words.comments,
    quotes.notices,
    *quotes.STEPS,
    account.by_fate,
    account.events,
    account.farewell,
)

NAMES = [step.__name__ for step in ORDER]


def at(name: str) -> Step:
    return ORDER[NAMES.index(name)]


def after(name: str) -> str:
    """The name of the next step; "" after the last."""
    return NAMES[NAMES.index(name) + 1] if name != NAMES[-1] else ""
