"""What stands in the mail of a notice."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import Member
from notices.kinds import KINDS, Kind
from notices.models import Message, Notice
from notices.queries.links import quiet, target
from notices.rules import readable_by

MOST_LINES = 12  # of one mail; the rest is on the page


def line(notice: Notice) -> str:
    """The notice in words: "Dorrie H answered you"."""
    who = notice.actor_mask or notice.actor
    return str(KINDS[notice.kind].line) % {"who": who.shown_name if who else _("Somebody")}


def notice_letter(message: Message, member: Member, kind: Kind) -> dict[str, Any]:
    """For `emails/notices/notice`: lead, whether there is no hurry, lines [(words, url)], whether there are more, the
    action and its url.
    """
    unread = readable_by(member).unread().filter(pk__in=message.data.get("notices", []))
    found = list(unread.with_people().order_by("-at", "-pk")[: MOST_LINES + 1])
    lines = [(line(notice), settings.SITE_URL + quiet(target(notice), notice.topic)) for notice in found[:MOST_LINES]]
    several = len(lines) > 1
    return {
        "lead": kind.lead,
        "no_hurry": not kind.waits,
        "lines": lines if several else [],
        "line": "" if several or not lines else lines[0][0].rstrip("."),
        "more": len(found) > MOST_LINES,
        "action": _("Read them on your page") if several else kind.action,
        "url": lines[0][1] if len(lines) == 1 else settings.SITE_URL + reverse("notices:list"),
    }


def masked_letter() -> dict[str, Any]:
    """For `emails/notices/masked`: the same for every kind, so that an inbox does not tell who wears which mask."""
    return {
        "template": "emails/notices/masked",
        "subject": _("Something is waiting for you"),
        "why": _("You wrote here, and hear of replies by mail."),
        "url": settings.SITE_URL + reverse("notices:list"),
    }
