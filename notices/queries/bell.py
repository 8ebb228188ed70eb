"""The bell and its page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Case, F, Max, Q, QuerySet, When

from forum.queries import keyset
from forum.queries.lists import any_member, is_like_most
from masks import sealed
from masks.models import Mask
from members.models import Member
from notices.kinds import KINDS, Group, Kind
from notices.models import Notice, NoticeQuerySet
from notices.queries.letters import by, lines
from notices.queries.links import target
from notices.rules import readable_by
from web.prepared import Prepared

PAGE = 30  # rows
TOLD = 12  # notices that are read for one row: two names are said, and where to begin
SUGGESTED = {kind.name for kind in KINDS.values() if kind.group is Group.SUGGESTIONS}
WAITING = 3  # notices on the home page; the bell has the others
NEW, READ = "n", "r"  # what a cursor begins with: among which of the two it stands
LOOKED_THROUGH = 30  # of the newest, for three about different topics; a lively topic alone rarely has so many unread


@dataclass(frozen=True, slots=True)
class Line:
    """One row: a notice, or several about one topic, the newest first."""

    notices: list[Notice]

    @property
    def notice(self) -> Notice:
        """The newest."""
        return self.notices[0]

    @property
    def first(self) -> Notice:
        """Where to begin to read."""
        return self.notices[-1]

    @property
    def is_new(self) -> bool:
        return self.notice.read_at is None

    @property
    def kind(self) -> Kind:
        return KINDS[self.notice.kind]

    @property
    def words(self) -> str:
        return lines(self.notices)

    @property
    def target(self) -> str:
        return target(self.first if self.is_new else self.notice)

    @property
    def who(self) -> Member | Mask | None:
        return by(self.notice)

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

    @property
    def new(self) -> list[Line]:
        return [line for line in self.lines if line.is_new]

    @property
    def earlier(self) -> list[Line]:
        return [line for line in self.lines if not line.is_new]


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
    member: Member,
    *,
    but: Collection[int] = (),
    greet: Collection[int] = (),
    said: Collection[int] = (),
    most: int = WAITING,
) -> tuple[list[Line], bool]:
    """What the home page shows of it, the newest that were not read yet, one of each topic; and whether anything at
    all is unread. One query. `but` are the topics that stand on the page already, `greet` the people it asks the member
    to greet, `said` the notices of which it tells in other words.
    """
    unread = _in_peace(member, _newest_unread(member))
    seen = set(but)
    shown: list[Line] = []
    for line in _folded([notice for notice in unread if notice.pk not in said]):
        topic = line.notice.topic_id
        if line.kind.calls and line.notice.actor_id in greet:
            continue
        if topic is None or topic not in seen:
            shown.append(line)
            seen |= {topic} if topic is not None else set()
    return shown[:most], bool(unread)


def _folded(notices: Iterable[Notice]) -> list[Line]:
    """Those that tell of one topic to one name together, where their kinds fold; each where its newest stands."""
    found: dict[object, list[Notice]] = {}
    for notice in notices:
        together = KINDS[notice.kind].folds and notice.topic_id is not None
        found.setdefault((notice.topic_id, notice.mask_id) if together else notice.pk, []).append(notice)
    return [Line(told) for told in found.values()]


def _newest_unread(member: Member) -> list[Notice]:
    if is_like_most(member) and not sealed.mine(member):
        return NEWEST_UNREAD(member=member.pk)
    return list(_newest(readable_by(member)))


def _newest(readable: NoticeQuerySet) -> NoticeQuerySet:
    return readable.unread().with_people().order_by("-at", "-pk")[:LOOKED_THROUGH]


NEWEST_UNREAD = Prepared(lambda member: _newest(readable_by(any_member(member), masks=[])))


def page(member: Member, *, at: str = "") -> Page:
    """What is new, then what was read, each with the newest first: `PAGE` rows, one for each topic. Two queries.

    `at` is the `older` of the page before.
    """
    rows = _rows(member)
    if at[:1] in (NEW, READ) and (cursor := keyset.Cursor.read(at[1:])):
        new, further = at[0] == NEW, keyset.beyond(cursor, "last_at", ties="last")
        rows = rows.filter(Q(new=new) & further | Q(new=False) if new else Q(new=False) & further)
    found = list(rows[: PAGE + 1])
    told = Notice.objects.with_people().in_bulk([pk for row in found[:PAGE] for pk in _of(row)])
    shown = [Line(_in_peace(member, [told[pk] for pk in _of(row) if pk in told])) for row in found[:PAGE]]
    last = found[PAGE - 1] if len(found) > PAGE else None
    older = f"{NEW if last['new'] else READ}{keyset.Cursor(last['last_at'], last['last'])}" if last else ""
    return Page([line for line in shown if line.notices], older)


def _rows(member: Member) -> QuerySet[Any, Any]:
    """What is one row: which notices, and of when the newest is."""
    folds = Q(kind__in=[kind.name for kind in KINDS.values() if kind.folds], topic__isnull=False)
    alone = Case(When(folds, then=None), default=F("pk"), output_field=BigIntegerField())
    notices = readable_by(member).order_by().annotate(alone=alone, new=Q(read_at__isnull=True))
    together = notices.values("topic_id", "mask_id", "alone", "new").annotate(
        last_at=Max("at"), last=Max("pk"), told=ArrayAgg("pk", order_by=["-at", "-pk"])
    )
    return together.order_by("-new", "-last_at", "-last")


def _of(row: dict[str, Any]) -> list[int]:
    """The newest of a row, to be told of, and the first, to begin with."""
    told: list[int] = row["told"]
    return told if len(told) <= TOLD else [*told[: TOLD - 1], told[-1]]


def _in_peace(member: Member, notices: list[Notice]) -> list[Notice]:
    """Without what suggests something, while a moderator wants the member left in peace through a mask: the rows are
    there, for one that is missing would say whose mask it was.
    """
    if not any(notice.kind in SUGGESTED for notice in notices) or sealed.in_peace_until(member) is None:
        return notices
    return [notice for notice in notices if notice.kind not in SUGGESTED]
