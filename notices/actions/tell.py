"""Telling somebody something: a line under the bell and, where they want it, a mail."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from activity import locks
from forum.models import Comment, Post, Topic
from forum.queries.levels import level_of
from live import publish
from masks.hours import time_kept
from masks.models import Mask
from members.models import Member
from members.rules import blocks_between
from notices.actions import outbox
from notices.kinds import KINDS, Group
from notices.models import Notice

Person: TypeAlias = Member | Mask

# Mail by or to a mask leaves some minutes later, so that its hour does not give its writer away.
JITTER = (timedelta(minutes=1), timedelta(minutes=9))

_random = random.SystemRandom()


def tag(person: Person) -> str:
    """How a dedupe key names a recipient."""
    return f"k{person.pk.hex}" if isinstance(person, Mask) else f"m{person.pk}"


def tell(
    *,
    to: Person,
    kind: str,
    dedupe_key: str,
    actor: Person | None = None,
    topic: Topic | None = None,
    post: Post | None = None,
    comment: Comment | None = None,
    data: dict[str, Any] | None = None,
    by_mask: bool = False,
) -> Notice | None:
    """Writes the notice and, once, its mail. None where nothing is told: one's own act, a block between the two, or a
    topic of which they want to hear less.

    `dedupe_key` is completed with the recipient: a second call with the same key changes nothing. `by_mask`: a mask
    caused it though it does not stand there as the actor; only the hour is kept then.
    """
    if not may_be_told(to, actor) or not _wants_to_hear(to, kind, topic):
        return None
    with transaction.atomic():
        notice, made = Notice.objects.get_or_create(
            dedupe_key=f"{dedupe_key}:{tag(to)}"[:120],
            defaults={
                **_reader(to),
                **_actor(actor),
                "kind": kind,
                "topic": topic,
                "post": post,
                "comment": comment,
                "data": data or {},
                "at": noticed_at(to, actor, by_mask=by_mask),
            },
        )
        if made:
            mail(notice, by_mask=by_mask)
            # Of what a mask did the hour alone is kept. A word at its minute would say the rest; open pages ask anyway.
            if isinstance(to, Member) and not is_masked(actor, by_mask=by_mask):
                publish.told([to.pk])
    return notice


def may_be_told(to: Person, actor: Person | None) -> bool:
    """False for one's own act under the same name, for whoever is no living account, and across a block.

    An act under another name of one's own is told, and hidden when it is read: a missing row would say whose it was.
    """
    if isinstance(to, Member) and not (to.is_person and to.is_active):
        return False
    if actor is None:
        return True
    if type(to) is type(actor) and to.pk == actor.pk:
        return False
    if isinstance(to, Member) and isinstance(actor, Member):
        return not blocks_between(to, actor)
    return True


def _wants_to_hear(to: Person, kind: str, topic: Topic | None) -> bool:
    """A choice is the name's: a mask is told of all that is meant for it."""
    heard_from = KINDS[kind].heard_from
    if heard_from is None or topic is None or isinstance(to, Mask):
        return True
    return level_of(to, topic) >= heard_from


def noticed_at(to: Person, actor: Person | None, *, by_mask: bool = False) -> datetime:
    """Now, or the hour where a mask has a part in it."""
    return time_kept(timezone.now(), masked=isinstance(to, Mask) or is_masked(actor, by_mask=by_mask))


def is_masked(actor: Person | None, *, by_mask: bool) -> bool:
    """Has a mask caused it?"""
    return by_mask or isinstance(actor, Mask)


def mail(notice: Notice, *, by_mask: bool = False) -> None:
    """Puts the notice into the outbox, where its kind can be mailed and the reader did not decline. Suggestions have
    a budget and are queued by `nudges`.
    """
    kind = KINDS[notice.kind]
    if kind.group is Group.SUGGESTIONS or not kind.is_mailable or not outbox.is_wanted(notice.member, kind):
        return
    by_mask = by_mask or notice.actor_mask_id is not None
    masked = by_mask or notice.mask_id is not None
    wait = timedelta(seconds=_random.uniform(*(part.total_seconds() for part in JITTER))) if masked else timedelta(0)
    outbox.queue_notice(notice=notice, kind=kind, wait=wait, by_mask=by_mask)


def take_back(*, prefix: str) -> int:
    """Removes notices that are no longer true, by the beginning of their keys; their mail is dropped when it is due."""
    return locks.delete(Notice.objects.filter(dedupe_key__startswith=prefix))


def take_back_from(*, to: Person, dedupe_key: str) -> None:
    """As `take_back`, for one person."""
    Notice.objects.filter(dedupe_key=f"{dedupe_key}:{tag(to)}").delete()


def _reader(to: Person) -> dict[str, Person]:
    return {"mask": to} if isinstance(to, Mask) else {"member": to}


def _actor(actor: Person | None) -> dict[str, Person]:
    if actor is None:
        return {}
    return {"actor_mask": actor} if isinstance(actor, Mask) else {"actor": actor}
