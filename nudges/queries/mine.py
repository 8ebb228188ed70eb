"""Everything we sent or suggested to one member, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from masks import sealed
from members.models import Member
from mentorship.queries import mentor_of
from moderation.models import Decision
from moderation.queries.second_looks import pauses_of
from notices.kinds import KINDS, Words
from notices.models import Choice, Message, Notice
from nudges.models import Offer, Summons
from nudges.queries.facts import allowance
from nudges.queries.peace import paused_until

PAGE = 40  # rows

OUTCOMES: dict[str, Words] = {
    Summons.Outcome.OPEN: gettext_lazy("Still open"),
    Summons.Outcome.DONE: gettext_lazy("You did it"),
    Summons.Outcome.NOT_NOW: gettext_lazy("You said not now"),
    Summons.Outcome.PASSED: gettext_lazy("Somebody else did, or it was no longer needed"),
    Summons.Outcome.RAN_OUT: gettext_lazy("A week went by"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was sent or shown. `at` is an hour where `mask_id` says so."""

    at: datetime
    what: Words
    by_mail: bool
    why: str
    outcome: str
    kind: str = ""  # of a message that can be stopped
    is_stopped: bool = False
    mask_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Mine:
    rows: list[Row]
    older: str
    per_period: int
    offers: dict[str, Offer]
    paused_until: datetime | None  # a moderator paused what is suggested
    pauses: list[Decision]  # by which they did

    @property
    def older_quoted(self) -> str:
        return quote(self.older)


def mine(member: Member, *, before: datetime | None = None) -> Mine:
    """The newest first, `PAGE` of them. Constant queries."""
    rows = sorted([*_messages(member, before), *_summons(member, before)], key=lambda row: row.at, reverse=True)
    shown = rows[:PAGE]
    older = shown[-1].at.isoformat() if len(rows) > PAGE else ""
    offers = {offer.kind: offer for offer in member.offers.all()}
    until = paused_until(member)
    return Mine(shown, older, allowance(member), offers, until, pauses_of(member) if until else [])


def offered_to(member: Member) -> list[Offer.Kind]:
    """For what this member may say how often they are asked: mentors are asked about those who are still alone."""
    kinds = [Offer.Kind.GREET, Offer.Kind.ANSWER]
    return [*kinds, Offer.Kind.MENTOR] if mentor_of(member) is not None else kinds


def _messages(member: Member, before: datetime | None) -> list[Row]:
    theirs = Q(member=member) | Q(mask__in=sealed.mine(member))
    found = Message.objects.filter(theirs, *_earlier("created_at", before)).order_by("-created_at")[: PAGE + 1]
    messages = [message for message in found if message.kind in KINDS]
    hidden = _own_acts(member, messages)
    stopped = set(Choice.objects.filter(member=member, by_mail=False).values_list("kind", flat=True))
    return [_of_message(message, stopped) for message in messages if message.pk not in hidden]


def _own_acts(member: Member, messages: list[Message]) -> set[UUID]:
    """Messages about nothing but the member's own acts behind another name: they never left."""
    told = {message.pk: set(message.data.get("notices", [])) for message in messages}
    ids = set().union(*told.values()) if told else set()
    masks = sealed.mine(member)
    own = Notice.objects.filter(pk__in=ids).filter(Q(actor_mask__in=masks) | Q(mask__in=masks, actor=member))
    own_ids = set(own.values_list("pk", flat=True))
    return {pk for pk, notices in told.items() if notices and notices <= own_ids}


def _of_message(message: Message, stopped: set[str]) -> Row:
    kind = KINDS[message.kind]
    return Row(
        at=message.sent_at or message.created_at,
        what=kind.label,
        by_mail=True,
        why=message.why,
        outcome=_outcome(message),
        kind=kind.name if kind.is_choosable else "",
        is_stopped=kind.name in stopped,
        mask_id=message.mask_id,
    )


def _outcome(message: Message) -> str:
    if message.state == Message.State.SENT:
        return _("Sent, and you acted on it") if message.seen_at else _("Sent")
    if message.state in (Message.State.DROPPED, Message.State.FAILED):
        return _("Not sent: %(why)s") % {"why": message.outcome}
    return _("On its way")


def _summons(member: Member, before: datetime | None) -> list[Row]:
    found = (
        Summons.objects.filter(*_earlier("at", before), member=member)
        .exclude(topic__mask__in=sealed.mine(member))
        .select_related("newcomer")
        .order_by("-at")[: PAGE + 1]
    )
    return [_of_summons(summons) for summons in found]


def _of_summons(summons: Summons) -> Row:
    if summons.kind == Summons.Kind.GREET:
        name = summons.newcomer.shown_name if summons.newcomer is not None else _("Somebody")
        what = _("Asked to say hello to %(name)s") % {"name": name}
    elif summons.kind == Summons.Kind.ANSWER:
        what = _("Asked about a question that waited")
    else:
        what = _("Shown a question that waited, after something helped you")
    return Row(summons.at, what, False, summons.why, str(OUTCOMES[summons.outcome]))


def _earlier(column: str, before: datetime | None) -> list[Q]:
    return [Q(**{f"{column}__lt": before})] if before is not None else []
