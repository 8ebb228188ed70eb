"""What stands in the quiet notes, for `emails/nudges/plain`. None names what somebody asked, wrote or works on, and
what a mail program shows of an unopened mail holds neither a name nor what the place is about.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Member
from members.queries import community
from notices.models import Message
from nudges.queries.notes import thanks_of, voices
from recognition.models import Thanks
from recognition.queries.words import all_words
from writing.sentences import quoted

MOST_QUOTED = 3  # of last month: a mail is read in a minute
LONGEST = 200  # characters of one quote


def appreciation(message: Message, member: Member) -> dict[str, Any]:
    """Who thanked with which words, in their own."""
    given = thanks_of(member, message.created_at).select_related("member").order_by("-at", "-pk")
    said = [_said(thanks) for thanks in given[:MOST_QUOTED]]
    return {
        "paragraphs": [
            _(
                "Last month people here thanked you for something that you wrote. There is nothing to do about it, and "
                "nothing to answer; it is only good to know. In their own words:"
            ),
            *said,
        ],
        "action": _("Read them where they stand"),
        "url": settings.SITE_URL + reverse("recognition:mine"),
    }


def _said(thanks: Thanks) -> str:
    name = thanks.member.shown_name if thanks.member is not None else _("Somebody")
    labels = [word.label for slug in thanks.words if (word := all_words().get(slug))]
    words = ", ".join(labels)
    if thanks.note and words:
        return _("%(name)s (%(words)s): “%(note)s”") % {"name": name, "words": words, "note": thanks.note[:LONGEST]}
    if thanks.note:
        return _("%(name)s: “%(note)s”") % {"name": name, "note": thanks.note[:LONGEST]}
    return _("%(name)s, with the words: %(words)s") % {"name": name, "words": words or _("thank you")}


def resume(message: Message, member: Member) -> dict[str, Any]:
    return {
        "paragraphs": [
            _("Some days ago you began to write something here, and left it. It is kept for you, and nobody else reads it."),
            _("If you’d like to go on, it is where you left it. If not, it goes by itself after thirty days, and that is fine "
              "too."),
        ],
        "action": _("Pick up where you left off"),
        "url": settings.SITE_URL + reverse("forum:drafts"),
    }  # fmt: skip


def goal_check_in(message: Message, member: Member) -> dict[str, Any]:
    return {
        "paragraphs": [
            _("You wanted to be asked around now how it is going with what you set out for."),
            _("If a step is behind you, you can mark it. If it went the other way, nothing is lost and nothing starts over. "
              "Not answering is fine too."),
        ],
        "action": _("Go to your page"),
        "url": settings.SITE_URL + reverse("members:goal", args=[message.data["goal"]]),
    }  # fmt: skip


def alumni_note(message: Message, member: Member) -> dict[str, Any]:
    return {
        "paragraphs": [
            _("A while ago you reached what you had set out for here, and stayed on. Since then others have set out from "
              "where you began."),
            _("If you’d like, read what they ask; a line from somebody who has been there is often what helps most. Not "
              "today is fine too."),
        ],
        "action": _("See who asks"),
        "url": settings.SITE_URL + reverse("home"),
    }  # fmt: skip


def emeritus_hello(message: Message, member: Member) -> dict[str, Any]:
    return {
        "paragraphs": [
            _(
                "Hello from all of us. You walked with people here, and what you wrote still stands where it helped them."
            ),
            _("There is nothing to do. The door is open, whenever you feel like looking in."),
        ],
        "action": _("Look in"),
        "url": settings.SITE_URL + reverse("home"),
    }


def purpose(message: Message, member: Member) -> dict[str, Any]:
    """The community's own sentence, and two that members wrote to each other and show to everybody."""
    return {
        "paragraphs": [
            _(
                "Once a month at most we say what this place is for, and two members say it in words of their own. There "
                "is nothing to do, and not reading it is fine too."
            ),
            community().purpose,
            _("And as members said it to each other lately:"),
            *[quoted(words[:LONGEST]) for words in voices(message.created_at)],
        ],
        "action": _("Look in"),
        "url": settings.SITE_URL + reverse("home"),
    }
