"""What stands in the mail of a notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from masks.models import Mask
from members.models import Member
from notices.kinds import KINDS, Kind
from notices.models import Message, Notice
from notices.queries.links import quiet, target
from notices.rules import readable_by, still_heard, told_of
from writing.sentences import isolated

MOST_LINES = 12  # of one mail; the rest is on the page
MOST_KINDS = 2  # told of in one row: what was written, and what else


def line(notice: Notice) -> str:
    """The notice in words: "Dorrie H answered you"."""
    return lines([notice])


def lines(notices: Sequence[Notice]) -> str:
    """Several about one topic, the newest first, in words: "Dorrie H and Wilf answered you. Marit thanked you."."""
    by_kind: dict[str, list[Notice]] = {}
    for notice in notices:
        by_kind.setdefault(notice.kind, []).append(notice)
    said = [str(KINDS[kind].line) % {"who": names(told)} for kind, told in by_kind.items()]
    if len(said) == 1:
        return said[0]
    more = [_("And more.")] if len(said) > MOST_KINDS else []
    return " ".join([*(f"{sentence.rstrip('.')}." for sentence in said[:MOST_KINDS]), *more])


def names(notices: Iterable[Notice]) -> str:
    """Who it was: two are named, more are "others"."""
    people = list(
        dict.fromkeys(isolated(who.shown_name) if (who := by(notice)) else _("Somebody") for notice in notices)
    )
    one, other = people[0], people[1] if len(people) > 1 else ""
    if not other:
        return one
    words = _("%(one)s and %(other)s") if len(people) == 2 else _("%(one)s, %(other)s and others")
    return words % {"one": one, "other": other}


def by(notice: Notice) -> Member | Mask | None:
    return notice.actor_mask or notice.actor


def notice_letter(message: Message, member: Member, kind: Kind) -> dict[str, Any]:
    """For `emails/notices/notice`: lead, whether there is no hurry, lines [(words, url)], whether there are more, the
    action and its url.
    """
    unread = readable_by(member).unread().filter(pk__in=told_of(message).values("pk"))
    found = still_heard(member, list(unread.with_people().order_by("-at", "-pk")))[: MOST_LINES + 1]
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


def digest_letter(message: Message, member: Member) -> dict[str, Any]:
    """For `emails/notices/digest`: a row for each topic, as under the bell. What was read meanwhile is left out."""
    unread = readable_by(member).unread().filter(pk__in=message.data.get("notices", []))
    by_topic: dict[Any, list[Notice]] = {}
    for notice in still_heard(member, list(unread.with_people().order_by("-at", "-pk"))):
        by_topic.setdefault(notice.topic_id or f"n{notice.pk}", []).append(notice)
    rows = list(by_topic.values())
    told = [
        (lines(row).rstrip("."), settings.SITE_URL + quiet(target(row[-1]), row[-1].topic)) for row in rows[:MOST_LINES]
    ]
    return {"lines": told, "more": len(rows) > MOST_LINES, "url": settings.SITE_URL + reverse("notices:list")}


def answered_topic(message: Message) -> int | None:
    """The topic in which an answer by mail belongs; nothing where the mail tells of several or of none."""
    ids = message.data.get("notices", [])
    if not ids or not KINDS[message.kind].answerable:
        return message.topic_id if KINDS[message.kind].answerable else None
    topics = set(Notice.objects.filter(pk__in=ids).values_list("topic", flat=True))
    return topics.pop() if len(topics) == 1 else None


def masked_letter() -> dict[str, Any]:
    """For `emails/notices/masked`: the same for every kind, so that an inbox does not tell who wears which mask."""
    return {
        "template": "emails/notices/masked",
        "subject": _("Something is waiting for you"),
        "why": _("You wrote here, and hear of replies by mail."),
        "url": settings.SITE_URL + reverse("notices:list"),
    }
