"""Gathers what the treaty asks about one member and one message."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from forum.models import Topic
from forum.rules import readable_topics
from masks import sealed
from members.models import Goal, Hello, Member, Suspension
from members.rules import blocks_between
from notices.kinds import KINDS
from notices.models import Choice, Message
from notices.rules import wants_by_mail
from nudges.models import Allowance, Crisis
from nudges.policy import NUDGES, PER_PERIOD, WAITING, Facts, Nudge, Sent
from nudges.queries import notes, pairs

REMEMBERED = timedelta(days=400)  # as long as messages are kept
State = Message.State


def allowance(member: Member) -> int:
    """How many suggestions in thirty days this member wants: none to three."""
    chosen = Allowance.objects.filter(member=member).values_list("per_month", flat=True).first()
    return PER_PERIOD if chosen is None else chosen


def facts(message: Message, member: Member, now: datetime) -> Facts:
    """Everything `policy.may_send` wants to know."""
    choice = Choice.objects.filter(member=member, kind=message.kind).first()
    return Facts(
        kind=Nudge(message.kind),
        now=now,
        time_zone=member.time_zone,
        joined_at=member.joined_at,
        sent=_sent(message, member, now),
        per_period=allowance(member),
        wants_kind=wants_by_mail(member, KINDS[message.kind]),
        chosen_at=choice.at if choice is not None else None,
        is_living_account=member.is_active and member.is_person and member.approved_at is not None,
        is_suspended=Suspension.objects.in_force(now).filter(member=member).exists(),
        is_resting=member.stage in (Member.Stage.RESTING, Member.Stage.LEFT),
        is_in_crisis=Crisis.objects.filter(member=member, until__gt=now).exists(),
        is_blocked=_is_blocked(message, member),
        may_see_it=message.topic_id is None or KINDS[message.kind].own or _may_see(message.topic_id, member),
        is_still_true=is_still_true(message, member),
    )


def paused_until(member: Member) -> datetime | None:
    """Until when nothing is suggested to this member, whichever of their names it came through; None: it is not so.

    For the member's own eyes and for deciding alone. Never write it down: it may have come through a mask.
    """
    named = Crisis.objects.filter(member=member, until__gt=timezone.now()).order_by("-until")
    found = [named.values_list("until", flat=True).first(), sealed.in_peace_until(member)]
    return max((until for until in found if until is not None), default=None)


def _sent(message: Message, member: Member, now: datetime) -> tuple[Sent, ...]:
    past = Message.objects.filter(
        member=member, kind__in=NUDGES, state__in=[State.SENT, State.SENDING], created_at__gt=now - REMEMBERED
    ).exclude(pk=message.pk)
    rows = past.values_list("kind", "sent_at", "seen_at")
    return tuple(Sent(kind, sent_at or now, seen_at is not None) for kind, sent_at, seen_at in rows)


def _is_blocked(message: Message, member: Member) -> bool:
    asker = message.topic.member if message.topic is not None else None
    return asker is not None and blocks_between(member, asker)


def _may_see(topic_id: int, member: Member) -> bool:
    return readable_topics(member).filter(pk=topic_id).exists()


def is_still_true(message: Message, member: Member) -> bool:
    """Is what it suggests still there to be done? Of invitations the gate itself has asked."""
    if message.kind in WAITING:
        return True
    if message.kind == Nudge.WELCOME:
        return reachable_hello(member) is not None
    if message.kind == Nudge.STAY:
        return Goal.objects.filter(
            pk=message.data.get("goal"),
            member=member,
            reached_at__isnull=False,
            closed_at__isnull=True,
            answer_to_stay="",
        ).exists()
    if message.kind == Nudge.CHECK_IN:
        pair, occasion = message.data.get("pair", 0), message.data.get("occasion", "")
        return pairs.asks_still(pair_id=pair, member=member, occasion=occasion, now=timezone.now())
    if message.kind == Nudge.TERM:
        return pairs.ending_terms(timezone.now()).filter(pk=message.data.get("mentor"), member=member).exists()
    if message.kind in notes.DUE:
        return notes.still_true(message, member, timezone.now())
    topic = message.topic
    return topic is not None and topic.waits_for_answer


def reachable_hello(member: Member) -> Hello | None:
    """The first hello to this newcomer from somebody who is there to be answered."""
    said = Hello.objects.filter(newcomer=member, author__in=Member.objects.people()).select_related("author")
    away = (Member.Stage.RESTING, Member.Stage.LEFT)
    for hello in said.exclude(author__stage__in=away).order_by("at", "pk")[:10]:
        barred = Suspension.objects.in_force().filter(member=hello.author).exists()
        if not barred and not blocks_between(member, hello.author):
            return hello
    return None


def is_own_question(topic: Topic | None, member: Member) -> bool:
    """Did the member ask it, also behind a mask?"""
    return topic is not None and sealed.same_person(member, topic)
