"""The outbox: every message is queued once and sent at least once (docs/promises.md, R2).

`send` takes a lease (`EMAIL_LEASE`), looks again at everything that could forbid the message, and commits before it
talks to the mail server. A worker that is killed meanwhile leaves the lease to run out; the message then goes again
with the same Message-ID.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest, Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from activity import broker, locks
from activity.locks import lock, lock_free, take_turn
from forum.models import Topic
from masks.hours import time_kept
from masks.models import Mask
from members.bounces import Bounce
from members.mail import sender_domain
from members.models import Member
from members.queries import languages
from notices import treaty
from notices.actions import mailer, server_words
from notices.actions.addresses import bury, came_back_softly
from notices.actions.judge import give_back, judge
from notices.kinds import KINDS, Kind
from notices.models import Message, Notice, uuid7
from notices.push_wire import NoDevice
from notices.rules import MAIL, PUSH, Drop, Go, Hush, Wait, devices_for, wants_by_mail

log = structlog.get_logger(__name__)

TASK = "notices.send"
QUEUE = "mail"
MOST_ATTEMPTS = 6
FIRST_WAIT = timedelta(minutes=1)  # after the first refusal; four times as long after each further one
LONGEST_WAIT = timedelta(hours=6)
MOST_AT_ONCE, IN = 12, treaty.HOUR  # mails of what does not wait: more are a flood, and wait as all else does
MOST_FOLDED = 200  # notices that one mail remembers; the rest are under the bell
AWAY, AWAY_SECONDS = "notices.mail_server_is_away", 60
SWEEP = 1_000  # messages that one sweep sends


# --- queueing ------------------------------------------------------------------------------------------


def is_wanted(member: Member | None, kind: Kind) -> bool:
    """Is it worth a row? A mask's wishes are only known to the mail worker, so its messages are always queued."""
    return member is None or wants_by_mail(member, kind)


def queue(
    *,
    to: Member | Mask,
    kind: str,
    dedupe_key: str,
    why: str | Promise,
    topic: Topic | None = None,
    data: dict[str, Any] | None = None,
    not_before: datetime | None = None,
    by_mask: bool = False,
) -> Message | None:
    """One message, once: None where one with this key was queued before. Call it inside a transaction.

    `by_mask`: a mask caused it. Then, as for a letter to a mask, only the hour is kept.
    """
    now = timezone.now()
    masked = isinstance(to, Mask)
    created_at = time_kept(now, masked=masked or by_mask)
    message, made = Message.objects.get_or_create(
        dedupe_key=dedupe_key[:120],
        defaults={
            "id": uuid7(created_at),
            "mask" if masked else "member": to,
            "kind": kind,
            "topic": topic,
            "data": data or {},
            "created_at": created_at,
            "not_before": not_before or now,
            "message_id": new_message_id(),
            "why": (str(why) if isinstance(to, Mask) else languages.to(to, why))[:280],
        },
    )
    if not made:
        return None
    if message.not_before <= now:
        hand_over([message.pk])
    return message


def queue_notice(*, notice: Notice, kind: Kind, wait: timedelta, by_mask: bool) -> None:
    """The mail of a notice: folded into the one that waits, or some peace after the last."""
    to = notice.author
    # two handlers that tell one person at once must not both find an empty outbox
    together = treaty.together(kind.name)
    take_turn("outbox", notice.mask_id or notice.member_id, together[0])
    mails = Message.objects.filter(member=notice.member_id, mask=notice.mask_id, kind__in=together)
    now = timezone.now()
    earliest = max(now + wait, _peace_ends(mails, kind, now))
    waiting = lock(mails.filter(state=Message.State.QUEUED)).first()
    if waiting is not None:
        _fold(waiting, notice)
        if kind.at_once:
            hasten(waiting, earliest)
        return
    queue(
        to=to,
        kind=kind.name,
        dedupe_key=f"{kind.name}:{notice.dedupe_key}",
        why=kind.why,
        topic=notice.topic,
        data={"notices": [notice.pk]},
        not_before=earliest,
        by_mask=by_mask,
    )


def _peace_ends(mails: QuerySet[Message], kind: Kind, now: datetime) -> datetime:
    """When the next mail of this kind may go to this person."""
    went = mails.exclude(state__in=[Message.State.DROPPED, Message.State.QUEUED])
    if kind.at_once and went.filter(created_at__gt=now - IN).count() < MOST_AT_ONCE:
        return now
    last = went.order_by("-created_at").first()
    return now if last is None else (last.sent_at or now) + treaty.apart(kind.name)


def _fold(message: Message, notice: Notice) -> None:
    folded = message.data.setdefault("notices", [])
    if notice.pk not in folded and len(folded) < MOST_FOLDED:
        folded.append(notice.pk)
        message.save(update_fields=["data"])


def hasten(message: Message, at: datetime) -> None:
    """What waits in the outbox, locked, goes at that time where it would go later."""
    if message.not_before <= at:
        return
    message.not_before = at
    message.save(update_fields=["not_before"])
    if at <= timezone.now():
        hand_over([message.pk])


def take_mask_off(*, mask_id: str, member_id: int | None) -> None:
    """The wearer put their name on what the mask wrote: its messages are theirs from now on."""
    locks.update(Message.objects.filter(mask_id=mask_id), mask=None, member_id=member_id)


def lead_on(*, topic_id: int, to: int) -> None:
    """What was written in a topic stands in another now: mails about it that still wait are about that one."""
    locks.update(Message.objects.filter(topic=topic_id, state=Message.State.QUEUED), topic=to)


def new_message_id() -> str:
    """A Message-ID that says nothing about anybody."""
    return f"<{secrets.token_hex(16)}@{sender_domain()}>"


def hand_over(ids: list[UUID]) -> None:
    """Tells the mail workers, once the transaction is committed. A broker that is away is made good by the sweep."""
    transaction.on_commit(lambda: broker.hand_over(TASK, [[str(id)] for id in ids], queue=QUEUE), robust=True)


# --- sending -------------------------------------------------------------------------------------------


def send(*, id: UUID) -> None:
    """Sends one message, unless it is not due, not allowed, already sent, or in another worker's hands.

    After a mail server did not answer nothing is sent for a while: the workers have other things to do.
    """
    message = _lease(id) if cache.get(AWAY) is None else None
    if message is None:
        return
    try:
        mailer.deliver(message)
    except NoDevice:
        _by_mail_instead(message)
    except Exception as error:  # whatever goes wrong with one mail, its row must say so
        bounce = mailer.bounce_of(error)
        if bounce.is_away:
            cache.set(AWAY, True, AWAY_SECONDS)
        _refused(message, bounce, error)
    else:
        _sent(message)


def _due(now: datetime) -> Q:
    """A lease is counted by the database's clock alone: a worker whose own has jumped would take mails out of the hands
    of others, and they would go twice.
    """
    waiting = Q(state=Message.State.QUEUED, not_before__lte=now)
    return waiting | Q(state=Message.State.SENDING, lease_until__lt=Now())


def _lease(id: UUID) -> Message | None:
    """The first transaction: leases the message, or says why it may not go."""
    now = timezone.now()
    with transaction.atomic():
        message = (
            lock_free(Message.objects.select_related("member", "mask", "topic__space")).filter(_due(now), pk=id).first()
        )
        if message is None:
            return None
        # A worker died with it in its hands: nobody knows whether it went.
        unsure = message.state == Message.State.SENDING
        if message.attempts >= MOST_ATTEMPTS:
            _give_up(message, _("It could not be sent in six attempts."), nothing_went=not unsure)
            return None
        match judge(message, now):
            case Go():
                message.state = Message.State.SENDING
                message.lease_until = Now() + timedelta(seconds=settings.EMAIL_LEASE)
                message.attempts += 1
                _choose_way(message)
                message.save(update_fields=["state", "lease_until", "attempts", "data"])
                return message
            case Wait(until):
                message.state, message.not_before, message.lease_until = Message.State.QUEUED, until, None
                message.save(update_fields=["state", "not_before", "lease_until"])
            case Drop(why):
                _close(message, Message.State.DROPPED, why, nothing_went=not unsure)
            case Hush():
                _choose_way(message)
                message.save(update_fields=["data"])
                _mark_sent(message)
    return None


def _choose_way(message: Message) -> None:
    """Once, before the first try, so that one that may have been shown on a telephone is never mailed as well, and one that
    may have been mailed is never shown. Of a mask's it is asked inside `masks.sealed`, and stands nowhere.
    """
    if message.member is not None and "way" not in message.data:
        message.data["way"] = PUSH if devices_for(message.member, KINDS[message.kind]) else MAIL


def _by_mail_instead(message: Message) -> None:
    """Every device let its subscription go. After one try nothing was shown for certain, and it can be mailed."""
    with transaction.atomic():
        if message.attempts > 1:
            _give_up(message, _("None of your devices takes notifications any more."))
            return
        message.data["way"] = MAIL
        Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
            state=Message.State.QUEUED, not_before=timezone.now(), lease_until=None, data=message.data
        )
        hand_over([message.pk])


def _sent(message: Message) -> None:
    """The second transaction."""
    with transaction.atomic():
        _mark_sent(message)


def _mark_sent(message: Message) -> None:
    now = timezone.now()
    Message.objects.filter(pk=message.pk).exclude(state=Message.State.SENT).update(
        state=Message.State.SENT,
        sent_at=time_kept(now, masked=message.keeps_hours),
        not_before=_not_before(message),
        lease_until=None,
        # One that is hushed was never tried, and its row may not say so.
        attempts=1 if message.mask_id else Greatest(F("attempts"), 1),
        outcome="",
    )


def _not_before(message: Message) -> datetime:
    """Once it is done with, the minutes are needed no longer."""
    return time_kept(message.not_before, masked=message.keeps_hours)


def _close(message: Message, state: Message.State, outcome: str, *, nothing_went: bool = True) -> None:
    """The end of a message that was not sent; what its guard took for it is free again where surely nothing went."""
    message.state, message.outcome, message.lease_until = state, outcome[:200], None
    message.not_before = _not_before(message)
    message.save(update_fields=["state", "outcome", "lease_until", "not_before"])
    if nothing_went:
        give_back(message)


def _refused(message: Message, bounce: Bounce, said: Exception) -> None:
    """The second transaction, when the mail server said no or did not answer."""
    log.warning("mail_refused", message=str(message.pk), code=bounce.code, error=type(said).__name__)
    with transaction.atomic():
        is_last = bounce.is_final or message.attempts >= MOST_ATTEMPTS
        if bounce.is_dead and message.member is not None:
            bury(member=message.member, reply=str(bounce.code))
        elif bounce.is_soft and is_last and message.member is not None:  # not before: some servers say no at first
            came_back_softly(member=message.member)
        if bounce.is_final:
            outcome = (
                _("The address does not take mail.") if bounce.is_dead else _("The mail server would not take it.")
            )
            _give_up(message, outcome)
        elif is_last:
            _give_up(message, _("It could not be sent in six attempts."))
        else:
            _back_off(message)
    if message.member is not None and message.data.get("way") != PUSH:
        server_words.note(said, address=message.member.email or "")


def _give_up(message: Message, outcome: str, *, nothing_went: bool = True) -> None:
    """Failed; but a mask's row says "sent". Beside a dead address, or named mail that failed at the same time, a
    row that says that this mask's mail came back would name its wearer.
    """
    if message.mask_id is not None:
        _mark_sent(message)
    else:
        _close(message, Message.State.FAILED, outcome, nothing_went=nothing_went)


def _back_off(message: Message) -> None:
    wait = min(FIRST_WAIT * 4 ** (message.attempts - 1), LONGEST_WAIT)
    Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
        state=Message.State.QUEUED, not_before=timezone.now() + wait, lease_until=None
    )


def sweep() -> int:
    """Sends the oldest that are due, or whose worker died, to the mail workers. Says how many."""
    now = timezone.now()
    ids = list(Message.objects.filter(_due(now)).order_by("not_before").values_list("pk", flat=True)[:SWEEP])
    hand_over(ids)
    return len(ids)
