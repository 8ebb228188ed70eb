"""Everything we sent or suggested to one member, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.queries import keyset
from masks import sealed
from members.models import Goal, Member
from mentorship.queries import mentor_of
from moderation.models import Decision
from moderation.queries.second_looks import pauses_of
from notices.kinds import KINDS, Words
from notices.models import Choice, Message, Notice
from nudges.models import Allowance, Offer, Summons
from nudges.queries.facts import paused_until

MAILED_AS = {Offer.Kind.GREET: "summons", Offer.Kind.ANSWER: "waiting_question"}  # the kinds of notice
PAGE = 40  # rows
MAIL, CALL = "m", "c"  # what a cursor begins with: the kind of the row at which it stands
LARGEST = {MAIL: keyset.LARGEST_UUID, CALL: keyset.LARGEST_ID}

OUTCOMES: dict[str, Words] = {
    Summons.Outcome.OPEN: gettext_lazy("Still open"),
    Summons.Outcome.DONE: gettext_lazy("You did it"),
    Summons.Outcome.NOT_NOW: gettext_lazy("You said not now"),
    Summons.Outcome.LATER: gettext_lazy("You said another day"),
    Summons.Outcome.PASSED: gettext_lazy("Somebody else did, or it was no longer needed"),
    Summons.Outcome.RAN_OUT: gettext_lazy("A week went by"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was sent or shown. `at` is an hour where `mask_id` says so."""

    at: datetime
    id: int
    by_mail: bool
    what: Words
    why: str
    outcome: str
    kind: str = ""  # of a message that can be stopped
    is_stopped: bool = False
    mask_id: UUID | None = None
    never_left: bool = False

    @property
    def place(self) -> tuple[datetime, bool, int]:
        """Its place in the list, whose greatest comes first: of one instant the mails first."""
        return self.at, self.by_mail, self.id

    @property
    def cursor(self) -> str:
        return f"{MAIL if self.by_mail else CALL}{keyset.Cursor(self.at, self.id)}"


@dataclass(frozen=True, slots=True)
class Mine:
    rows: list[Row]
    older: str
    per_period: int
    summons_per_week: int
    in_trials: bool  # may be left out by lot
    goals: list[Goal]  # open ones, each with `weeks` between two check-ins
    by_mail: set[str]  # the kinds of summons that come by mail too
    offers: dict[str, Offer]
    paused_until: datetime | None  # a moderator paused what is suggested
    pauses: list[Decision]  # by which they did


def mine(member: Member, *, at: str = "") -> Mine:
    """The newest first, `PAGE` of them without those that never left; `at` is the `older` of the page before.
    Constant queries.
    """
    cursor = keyset.Cursor.read(at[1:], LARGEST[at[:1]]) if at[:1] in LARGEST else None
    by_mail = dict(Choice.objects.filter(member=member).values_list("kind", "by_mail"))
    stopped = {kind for kind, wanted in by_mail.items() if not wanted}
    found = [*_messages(member, cursor, at[:1], stopped), *_summons(member, cursor, at[:1])]
    rows = sorted(found, key=attrgetter("place"), reverse=True)
    older = rows[PAGE - 1].cursor if len(rows) > PAGE else ""
    shown = [row for row in rows[:PAGE] if not row.never_left]
    offers = {offer.kind: offer for offer in member.offers.all()}
    until = paused_until(member)
    called = {kind.value for kind, notice in MAILED_AS.items() if by_mail.get(notice)}
    allowed = Allowance.objects.filter(member=member).first() or Allowance(member=member)
    return Mine(
        shown,
        older,
        allowed.per_month,
        allowed.summons_per_week,
        allowed.in_trials,
        list(
            Goal.objects.open()
            .filter(member=member)
            .annotate(weeks=Coalesce("check_in__every_weeks", 0))
            .order_by("pk")
        ),
        called,
        offers,
        until,
        pauses_of(member) if until else [],
    )


def offered_to(member: Member) -> list[Offer.Kind]:
    """For what this member may say how often they are asked: mentors are asked about those who are still alone."""
    kinds = [Offer.Kind.GREET, Offer.Kind.ANSWER]
    return [*kinds, Offer.Kind.MENTOR] if mentor_of(member) is not None else kinds


def _messages(member: Member, cursor: keyset.Cursor | None, kind: str, stopped: set[str]) -> list[Row]:
    """The mails beyond a cursor at a row of that kind, by when they went, or were made where they wait."""
    theirs = Q(member=member) | Q(mask__in=sealed.mine(member))
    found = Message.objects.annotate(at=Coalesce("sent_at", "created_at")).filter(theirs, kind__in=KINDS)
    if cursor is not None and kind == MAIL:
        found = found.filter(keyset.beyond(cursor, "at", id=UUID(int=cursor.id)))
    elif cursor is not None:
        found = found.filter(at__lt=cursor.at)
    messages = list(found.order_by("-at", "-id")[: PAGE + 1])
    hidden = _own_acts(member, messages)
    return [_of_message(message, stopped, message.pk in hidden) for message in messages]


def _own_acts(member: Member, messages: Sequence[Message]) -> set[UUID]:
    """Messages about nothing but the member's own acts behind another name: they never left."""
    told = {message.pk: set(message.data.get("notices", [])) for message in messages}
    ids = set().union(*told.values()) if told else set()
    masks = sealed.mine(member)
    own = Notice.objects.filter(pk__in=ids).filter(Q(actor_mask__in=masks) | Q(mask__in=masks, actor=member))
    own_ids = set(own.values_list("pk", flat=True))
    return {pk for pk, notices in told.items() if notices and notices <= own_ids}


def _of_message(message: Message, stopped: set[str], never_left: bool) -> Row:
    kind = KINDS[message.kind]
    return Row(
        at=message.sent_at or message.created_at,
        id=message.pk.int,
        by_mail=True,
        what=kind.label,
        why=message.why,
        outcome=_outcome(message),
        kind=kind.name if kind.is_choosable else "",
        is_stopped=kind.name in stopped,
        mask_id=message.mask_id,
        never_left=never_left,
    )


def _outcome(message: Message) -> str:
    if message.state == Message.State.SENT:
        return _("Sent, and you acted on it") if message.seen_at else _("Sent")
    if message.state in (Message.State.DROPPED, Message.State.FAILED):
        return _("Not sent: %(why)s") % {"why": message.outcome}
    return _("On its way")


def _summons(member: Member, cursor: keyset.Cursor | None, kind: str) -> list[Row]:
    """The calls beyond a cursor at a row of that kind."""
    found = Summons.objects.filter(member=member).exclude(topic__mask__in=sealed.mine(member))
    if cursor is not None and kind == CALL:
        found = found.filter(keyset.beyond(cursor, "at"))
    elif cursor is not None:
        found = found.filter(at__lte=cursor.at)
    return [_of_summons(row) for row in found.select_related("newcomer").order_by("-at", "-id")[: PAGE + 1]]


def _of_summons(summons: Summons) -> Row:
    if summons.kind == Summons.Kind.GREET:
        name = summons.newcomer.shown_name if summons.newcomer is not None else _("Somebody")
        what = _("Asked to say hello to %(name)s") % {"name": name}
    elif summons.kind == Summons.Kind.ANSWER:
        what = _("Asked about a question that waited")
    elif summons.kind == Summons.Kind.ASK:
        what = _("Asked by name about a question that waited")
    elif summons.kind == Summons.Kind.STORY:
        what = _("Asked about something that nobody had replied to")
    else:
        what = _("Shown a question that waited, after something helped you")
    return Row(summons.at, summons.pk, False, what, summons.why, str(OUTCOMES[summons.outcome]))
