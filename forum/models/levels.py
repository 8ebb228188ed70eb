"""How much a member hears of a topic, a tag or a space, from nothing to everything."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """Each says what the quieter ones say as well (docs/decisions/levels.md)."""

    MUTED = 0, _("Muted")
    MENTIONS = 1, _("Mentions only")
    REPLIES = 2, _("Replies to me")
    EVERYTHING = 3, _("Everything")


USUAL = Level.REPLIES  # where nothing was chosen

IN_A_TOPIC = {
    Level.EVERYTHING: _("Each new post here."),
    Level.REPLIES: _(
        "When somebody answers what you asked, replies to what you wrote, writes your name or thanks you."
    ),
    Level.MENTIONS: _("Only when somebody writes your name or thanks you."),
    Level.MUTED: _("Nothing from here, neither on this site nor by mail. You still find it in lists and by searching."),
}
ELSEWHERE = IN_A_TOPIC | {
    Level.EVERYTHING: _("Each new topic, and each new post in its topics."),
    Level.MUTED: _(
        "Nothing from here, neither on this site nor by mail, and you are not asked to help with it. You still find its "
        "topics in lists and by searching. A topic that you follow is told all the same."
    ),
}
