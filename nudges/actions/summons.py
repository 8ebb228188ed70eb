"""Calls people: the summons, whose turn it was, and the line by which each hears of it. One way for every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from activity import locks
from forum.models import Topic
from masks.models import Mask
from members.models import Member
from members.queries import languages
from notices.actions.tell import tell
from nudges.models import ByName, Offer, Summons

Kind = Summons.Kind
# Kinds of notice.
TOLD = {
    Kind.GREET: "summons",
    Kind.ANSWER: "waiting_question",
    Kind.STORY: "waiting_story",
    Kind.ASK: "chosen_for_question",
}


@dataclass(frozen=True, slots=True)
class Called:
    """One who is called, in which wave, and why they, in words."""

    member_id: int
    why: str | Promise  # said in the language that they read
    wave: int = 1


def call(
    people: Sequence[Called],
    *,
    kind: Summons.Kind,
    at: datetime,
    topic: Topic | None = None,
    newcomer: Member | None = None,
    chosen_by: ByName | None = None,
    actor: Member | Mask | None = None,
) -> None:
    """Inside a transaction that has the turn (`calls.take_turn`). `actor` stands in the line: the newcomer, or whoever chose
    somebody by name.
    """
    about = {"kind": kind, "topic": topic, "newcomer": newcomer, "chosen_by": chosen_by, "at": at}
    members = Member.objects.in_bulk([one.member_id for one in people])
    made = [
        Summons.objects.create(
            member_id=one.member_id, why=languages.to(members[one.member_id], one.why), wave=one.wave, **about
        )
        for one in people
    ]
    # Whatever they offered, they were asked now: one cap and one turn hold for all of it.
    locks.update(Offer.objects.filter(member__in=[one.member_id for one in made]), asked_at=at)
    for summons in sorted(made, key=lambda one: one.member_id):
        notify(summons, members[summons.member_id], key=key_of(summons), actor=actor or newcomer)


def notify(summons: Summons, member: Member, *, key: str, actor: Member | Mask | None, kind: str = "") -> None:
    """The line under the bell, and the mail where they want it. `kind`: of notice, where it is not the usual one."""
    topic, newcomer = summons.topic, summons.newcomer
    data = {"path": newcomer.get_absolute_url()} if newcomer is not None else None
    masked = topic is not None and topic.is_masked
    told = kind or TOLD[Kind(summons.kind)]
    tell(to=member, kind=told, dedupe_key=key, actor=actor, topic=topic, data=data, by_mask=masked)


def key_of(summons: Summons) -> str:
    """The key of that line."""
    if summons.kind == Kind.ASK:
        return f"answer:{summons.topic_id}:{summons.chosen_by}"
    return f"greet:{summons.newcomer_id}" if summons.newcomer_id else f"answer:{summons.topic_id}"
