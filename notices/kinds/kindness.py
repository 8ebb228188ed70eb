"""Thanks, hellos, and calls to whoever said that they may be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notices.kinds.kind import Group, Kind

ROWS = (
    Kind(
        "helped",
        Group.KINDNESS,
        label=_("An answer of mine helped"),
        line=_("Your answer helped, says %(who)s"),
        subject=_("%(name)s, your answer helped"),
        lead=_("Somebody said that an answer of yours helped. You may want to read it when you have a quiet minute."),
        action=_("Read their words"),
        why=_("You wrote the answer, and hear by mail when something helped."),
        by_mail=True,
        folds=True,
        icon="circle-check",
    ),
    Kind(
        "thanked",
        Group.KINDNESS,
        label=_("Somebody thanks me"),
        line=_("%(who)s thanked you"),
        subject=_("%(name)s, somebody thanked you"),
        lead=_("Somebody thanked you for something that you wrote. Their words stand under it, for you to read."),
        action=_("Read their words"),
        why=_("You wrote the words that they thank you for, and hear of thanks by mail."),
        by_mail=True,
        folds=True,
        icon="hand-heart",
    ),
    Kind(
        "hello",
        Group.KINDNESS,
        label=_("Somebody says hello to me"),
        line=_("%(who)s said hello to you"),
        icon="sprout",
    ),
    Kind(
        "summons",
        Group.KINDNESS,
        label=_("Somebody new is here, and I said I would greet"),
        line=_("%(who)s joined just now. A hello from you would be the first."),
        icon="sprout",
    ),
    Kind(
        "waiting_question",
        Group.KINDNESS,
        label=_("A question waits, and I said I would answer now and then"),
        line=_("Somebody is asking, and nobody has answered yet. You said that you might."),
        icon="waypoints",
    ),
)
