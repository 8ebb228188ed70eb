"""Ready reasons, so that a moderator can act where they stand. Each is a whole sentence, as its reader will read it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision

Reasons = dict[str, Promise]

SELLING = _("It sells something, or asks members for money.")
UNKIND = _("It is unkind, or shames somebody.")
PRIVATE = _("It tells private details of somebody.")
WRONG = _("It is wrong in a way that could cost somebody money or health.")

ABOUT_WORDS: Reasons = {
    "selling": SELLING,
    "unkind": UNKIND,
    "private": PRIVATE,
    "wrong": WRONG,
    "elsewhere": _("It is not about what this space is for."),
}
ABOUT_PEOPLE: Reasons = {
    "selling": _("Selling something, or asking members for money."),
    "unkind": _("Unkind or shaming words, again after a first one was hidden."),
    "private": _("Telling private details of others."),
    "wrong": _("Advice that could cost somebody money or health, again after a hint."),
}

READY: dict[Decision.Verb, Reasons] = {
    Decision.Verb.HIDE: ABOUT_WORDS,
    Decision.Verb.SUSPEND: ABOUT_PEOPLE,
    Decision.Verb.RESTRICT: ABOUT_PEOPLE,
}
