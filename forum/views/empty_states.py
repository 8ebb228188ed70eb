"""What lists say above themselves and when they are empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from writing import dates


class Empty(NamedTuple):
    """One sentence on what will appear, and one thing to do (the name of an address, and words)."""

    title: str | Promise
    text: str | Promise = ""
    address: str = ""
    action: str | Promise = ""


NOTHING_YET = Empty(
    _("Nothing here yet"), _("What people ask and tell here will appear here."), "forum:ask", _("Ask something")
)
ALL_ANSWERED = Empty(
    _("Every question has an answer"),
    _("A new question appears here until somebody has answered it. A good evening to you."),
)
FOLLOWING_NOTHING = Empty(
    _("You follow nothing yet"),
    _("Topics that you start, answer or follow appear here when something new is said in them."),
    "forum:latest",
    _("See what is new"),
)
WROTE_NOTHING = Empty(
    _("You have not written anything yet"),
    _("Your questions and answers will be listed here, for you alone."),
    "forum:unanswered",
    _("See who waits for an answer"),
)
ASKED_NOTHING = Empty(
    _("You have not asked anything yet"),
    _("What you ask is listed here, for you alone, under whatever name you asked it."),
    "forum:ask",
    _("Ask something"),
)
SAVED_NOTHING = Empty(
    _("You have not saved anything yet"),
    _("“Save” under an answer keeps it here. Nobody else sees what you saved."),
    "forum:latest",
    _("See what is new"),
)
NOTHING_FOUND = Empty(
    _("Nobody has written about this in these words"),
    _("Fewer or plainer words often find more. Or ask: somebody may have been there."),
    "forum:ask",
    _("Ask about it"),
)
UNANSWERED = _("Questions that wait for a first answer, the newest first. Short is fine.")
OWN = _("Only you see this page. What you wrote without your name is here too, and shows which name you wore.")
SAVED = _("Only you see what you saved.")


def nothing_in(names: Iterable[str], path: str) -> Empty:
    """`names` of languages; `path`: of the list in all of them."""
    text = _now("You see only what is written in: %(languages)s. There may be something in another language.")
    shown = dates.listed(names)
    return Empty(_("Nothing in these languages"), text % {"languages": shown}, path, _("Show all languages"))
