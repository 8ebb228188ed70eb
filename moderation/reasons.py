"""Ready reasons, so that a moderator can act where they stand. Each is a whole sentence, as its reader will read it.

What a community offers in their place stands in `ReadyReasons`; `queries.reasons` knows which hold. One of ours is read
in the reader's language (writing/ready_words.py), whoever chose it and in whichever.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision, ReadyReasons

Verb, Use = Decision.Verb, ReadyReasons.Use

BUILT_IN: dict[str, dict[str, Promise]] = {
    Use.WORDS: {
        "selling": _("It sells something, or asks members for money."),
        "unkind": _("It is unkind, or shames somebody."),
        "private": _("It tells private details of somebody."),
        "wrong": _("It is wrong in a way that could cost somebody money or health."),
        "elsewhere": _("It is not about what this space is for."),
    },
    Use.PEOPLE: {
        "selling": _("Selling something, or asking members for money."),
        "unkind": _("Unkind or shaming words, again after a first one was hidden."),
        "private": _("Telling private details of others."),
        "wrong": _("Advice that could cost somebody money or health, again after a hint."),
    },
    Use.WARNING: {
        "private": _("Please leave out what would tell others who somebody is."),
        "unkind": _("This reads as if somebody were to blame. Could you say it as what you did yourself?"),
        "selling": _("Nobody sells here, and nobody asks for private messages to do so."),
        "wrong": _("Please say that this is what worked for you: it may be different for others."),
    },
}

USED_FOR: dict[Decision.Verb, ReadyReasons.Use] = {
    Verb.HIDE: Use.WORDS,
    Verb.WARN: Use.WARNING,
    Verb.SILENCE: Use.PEOPLE,
    Verb.SUSPEND: Use.PEOPLE,
    Verb.RESTRICT: Use.PEOPLE,
}

# What is written down where a moderator gives no reason of their own.
NOTHING_AGAINST_IT = _("Read, and nothing in it is against our agreement.")
FINE = _("Read, and it’s fine.")
TAKEN_BACK = _("Taken back: %(reason)s")
SOME_REMOVED, SOME_ADDED = _("Some were removed."), _("Some were added.")


def all_ours() -> Iterator[Promise]:
    for lines in BUILT_IN.values():
        yield from lines.values()
    yield from (NOTHING_AGAINST_IT, FINE, TAKEN_BACK, SOME_REMOVED, SOME_ADDED)
