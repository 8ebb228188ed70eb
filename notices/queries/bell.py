"""The bell and its page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q

from forum.queries.lists import any_member, is_like_most
from forum.queries.moments import moment
from masks import sealed
from masks.models import Mask
from members.models import Member
from notices.kinds import KINDS, Group, Kind
from notices.models import Notice
from notices.queries.letters import line
from notices.queries.links import target
from notices.rules import readable_by
from web.prepared import Prepared

PAGE = 30  # notices
SUGGESTED = {kind.name for kind in KINDS.values() if kind.group is Group.SUGGESTIONS}
WAITING = 3  # notices on the home page; the bell has the others
LOOKED_THROUGH = 30  # of the newest, for three about different topics; a lively topic alone rarely has so many unread


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as the page shows it."""

    notice: Notice
    kind: Kind
    words: str
    target: str

    @property
    def who(self) -> Member | Mask | None:
        return self.notice.actor_mask or self.notice.actor

    @property
    def at(self) -> datetime:
        return self.notice.at

    @property
    def mask_id(self) -> UUID | None:
        """Where a mask reads or acted, only the hour is shown."""
        return self.notice.mask_id or self.notice.actor_mask_id


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    older: str  # the cursor of the next page, "" on the last one
    any_unread: bool

    @property
    def older_quoted(self) -> str:
        return quote(self.older)


UNREAD = Prepared(lambda member: readable_by(any_member(member), masks=[]).unread().only("kind")[: WAITING + 1])


def has_unread(member: Member) -> bool:
    """Does the bell carry its dot? One query, beside the member's own masks, which are asked once in a request; two more
    where a few suggestions may be all that is new.
    """
    kinds = _unread_kinds(member)
    if not kinds or not kinds <= SUGGESTED or sealed.in_peace_until(member) is None:
        return bool(kinds)
    return readable_by(member).unread().exclude(kind__in=SUGGESTED).exists()


def _unread_kinds(member: Member) -> set[str]:
    """Of the first ones: of a member like most, without a mask, by a question that is put together once."""
    if is_like_most(member) and not sealed.mine(member):
        return {notice.kind for notice in UNREAD(member=member.pk)}
    return set(readable_by(member).unread().values_list("kind", flat=True)[: WAITING + 1])


def waiting(
    member: Member, *, but: Collection[int] = (), said: Collection[int] = (), most: int = WAITING
) -> tuple[list[Line], bool]:
    """What the home page shows of it, the newest that were not read yet, one of each topic; and whether anything at
    all is unread. One query. `but` are the topics that stand on the page already, `said` the notices of which it tells
    in other words.
    """
    newest = readable_by(member).unread().with_people().order_by("-at", "-pk")
    unread = _in_peace(member, list(newest[:LOOKED_THROUGH]))
    seen = set(but)
    lines: list[Line] = []
    for notice in unread:
        if notice.pk in said:
            continue
        if notice.topic_id is None or notice.topic_id not in seen:
            lines.append(_line(notice))
        if notice.topic_id is not None:
            seen.add(notice.topic_id)
    return lines[:most], bool(unread)


def page(member: Member, *, before: str = "") -> Page:
    """The newest first, `PAGE` of them; `before` is the `older` of the page before."""
    notices = readable_by(member).with_people().order_by("-at", "-pk")
    if cursor := _cursor(before):
        at, pk = cursor
        notices = notices.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
    found = list(notices[: PAGE + 1])
    older = f"{found[PAGE - 1].at.isoformat()}_{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    shown = _in_peace(member, found[:PAGE])
    return Page([_line(notice) for notice in shown], older, any(notice.read_at is None for notice in shown))


def _in_peace(member: Member, notices: list[Notice]) -> list[Notice]:
    """Without what suggests something, while a moderator wants the member left in peace through a mask: the rows are
    there, for one that is missing would say whose mask it was.
    """
    if not any(notice.kind in SUGGESTED for notice in notices) or sealed.in_peace_until(member) is None:
        return notices
    return [notice for notice in notices if notice.kind not in SUGGESTED]


def _line(notice: Notice) -> Line:
    return Line(notice, KINDS[notice.kind], line(notice), target(notice))


def _cursor(before: str) -> tuple[datetime, int] | None:
    """None for one that somebody made up."""
    time, _, pk = before.rpartition("_")
    at = moment(time)
    return (at, int(pk)) if at is not None and pk.isdecimal() and len(pk) < 19 else None
