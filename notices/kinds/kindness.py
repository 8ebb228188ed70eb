"""Thanks, hellos, and calls to whoever said that they may be asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from forum.models.levels import Level
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
        answerable=True,
        heard_from=Level.MENTIONS,
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
        answerable=True,
        heard_from=Level.MENTIONS,
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
        "hello_answered",
        Group.KINDNESS,
        label=_("Somebody answers my hello"),
        line=_("%(who)s answered your hello"),
        subject=_("%(name)s, somebody answered your hello"),
        lead=_("Somebody whom you greeted wrote a line back. It is there whenever you have a minute."),
        action=_("Read it"),
        why=_("You said hello, and hear of the answer by mail."),
        by_mail=False,
        icon="sprout",
    ),
    Kind(
        "summons",
        Group.KINDNESS,
        label=_("Somebody new is here, and I said I would greet"),
        line=_("%(who)s joined just now. A hello from you would be the first."),
        subject=_("%(name)s, would you say hello to somebody?"),
        lead=_("Somebody new is here, and nobody has said hello yet. A line is enough, and not today is fine too."),
        action=_("See who it is"),
        why=_("You are asked now and then, and chose to hear of it by mail."),
        by_mail=False,
        icon="sprout",
        calls=True,
    ),
    Kind(
        "newcomer_wrote",
        Group.KINDNESS,
        label=_("Somebody new, to whom I am named as their greeter, wrote to me"),
        line=_("%(who)s, who is new here, wrote to you"),
        subject=_("%(name)s, somebody new wrote to you"),
        lead=_(
            "Somebody new here sees your name as the one who greets them, and wrote you a line. A line back is enough."
        ),
        action=_("Read it"),
        why=_("You said that you would greet people who are new."),
        by_mail=True,
        icon="sprout",
        calls=True,
    ),
    Kind(
        "waiting_question",
        Group.KINDNESS,
        label=_("A question waits, and I said I would answer now and then"),
        line=_("Somebody is asking, and nobody has answered yet."),
        subject=_("%(name)s, somebody is asking"),
        lead=_(
            "A question waits that you might have a word on. If not today, that is fine too: others are asked as well."
        ),
        action=_("Read the question"),
        why=_("You are asked now and then, and chose to hear of it by mail."),
        by_mail=False,
        calls=True,
        answerable=True,
        icon="waypoints",
    ),
    Kind(
        "chosen_for_question",
        Group.KINDNESS,
        label=_("Somebody asks me by name whether I could answer, and I said I would now and then"),
        line=_("%(who)s asks whether you could answer. Not now is fine, and nobody is told."),
        subject=_("%(name)s, somebody thought of you"),
        lead=_(
            "Somebody who waits for an answer chose you by name. If not now, that is fine: nobody is told, and others are "
            "asked as well."
        ),
        action=_("Read the question"),
        why=_("You are asked now and then, and chose to hear of it by mail."),
        by_mail=False,
        calls=True,
        answerable=True,
        icon="waypoints",
    ),
    Kind(
        "waiting_story",
        Group.KINDNESS,
        label=_("Somebody told something, nobody has replied, and I said I would greet"),
        line=_("Somebody wrote here, and nobody has replied yet."),
        subject=_("%(name)s, somebody wrote something"),
        lead=_(
            "Somebody told something about themselves, and nobody has replied yet. A line is enough, and not today is fine too."
        ),
        action=_("Read it"),
        why=_("You are asked now and then, and chose to hear of it by mail."),
        by_mail=False,
        calls=True,
        answerable=True,
        icon="sprout",
    ),
)
