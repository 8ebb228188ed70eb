"""Summons people who may be asked: to say hello to a newcomer, to answer a question, to reply to a story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

import structlog
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from activity.models import Event
from forum.actions.common import touch
from forum.models import Post, Status, Topic
from masks.hours import now_for
from members.models import Hello, Member
from nudges.actions import calls
from nudges.actions.ends import close
from nudges.actions.summons import Called, call
from nudges.models import Call, Claim, Summons
from nudges.queries import candidates
from nudges.queries.calls import due, is_by_author, newcomer_waits, this_morning, topic_waits, waves_of
from nudges.queries.candidates import Candidate, Found
from nudges.waves import WAVES, Asked, Reached, Wave, go_out, without_offers

log = structlog.get_logger(__name__)

Kind, Outcome = Summons.Kind, Summons.Outcome


# --- what happens when ----------------------------------------------------------------------------------


def joined(event: Event) -> None:
    """On member.joined: the first greeters are asked."""
    newcomer = Member.objects.people().filter(pk=event.target_id).first()
    if newcomer is not None:
        greet_wave(newcomer)


def greeted(event: Event) -> None:
    """On hello.said: the greeter's summons is done, and nobody else's is needed."""
    hello = Hello.objects.filter(pk=event.target_id).first()
    if hello is not None:
        summons = Summons.objects.filter(kind=Kind.GREET, newcomer=hello.newcomer_id)
        close(summons, by=hello.author_id, key=f"greet:{hello.newcomer_id}:")


def asked(event: Event) -> None:
    """On topic.asked: the first helpers are asked about a question, one greeter about what somebody new tells."""
    topic = Topic.objects.select_related("space", "member", "mask").filter(pk=event.target_id).first()
    if topic is not None:
        topic_wave(topic)


def answered(event: Event) -> None:
    """On post.written: a first reply from somebody else; whoever was asked need not any more."""
    post = Post.objects.select_related("topic").filter(pk=event.target_id, status=Status.VISIBLE).first()
    if post is None or is_by_author(post):
        return
    summons = Summons.objects.filter(kind__in=[Kind.ANSWER, Kind.STORY, Kind.ASK, Kind.WAITING], topic=post.topic_id)
    close(summons, by=post.member_id, key=f"answer:{post.topic_id}:", at=now_for(post))
    Claim.objects.filter(topic=post.topic_id, member=post.member_id).delete()


# --- waves ----------------------------------------------------------------------------------------------


Chosen: TypeAlias = list[tuple[Wave, Candidate]]


@transaction.atomic
def greet_wave(newcomer: Member) -> int:
    """The waves that are owed to this newcomer, if nobody has said hello. Says how many were asked."""
    calls.take_turn()
    now = timezone.now()
    if not newcomer_waits(newcomer, now):
        calls.end(newcomer=newcomer)
        return 0
    chosen: Chosen = []

    def ask(wave: Wave, lacks: int | None) -> Reached:
        return _choose(chosen, wave, candidates.for_newcomer(newcomer, wave, lacks, now, _ids(chosen)))

    waves = _or_moderators(WAVES, Kind.GREET, newcomer.pk)
    given = _given(Summons.objects.filter(newcomer=newcomer, kind=Kind.GREET))
    came = go_out(waves, age=now - newcomer.joined_at, asked=given, ask=ask)
    calls.look_again(newcomer=newcomer, waves=waves, began=newcomer.joined_at, came=came, now=now)
    people = [Called(one.member_id, _greet_why(wave), wave.number) for wave, one in chosen]
    call(people, kind=Kind.GREET, at=now, newcomer=newcomer)
    return len(chosen)


@transaction.atomic
def topic_wave(topic: Topic) -> int:
    """The waves that are owed to this question or story, if nobody has replied. Says how many were asked."""
    calls.take_turn()
    now = timezone.now()
    topic.refresh_from_db(fields=["status", "closed_at"])
    if not topic_waits(topic, now):
        calls.end(topic=topic)
        return 0
    kind = Kind.ANSWER if topic.is_question else Kind.STORY
    chosen: Chosen = []

    def ask(wave: Wave, lacks: int | None) -> Reached:
        return _choose(chosen, wave, candidates.for_topic(topic, kind, wave, lacks, now, _ids(chosen)))

    waves = _or_moderators(waves_of(topic), kind, topic.member_id)
    given = _given(Summons.objects.filter(topic=topic, kind=kind), this_morning(now))
    came = go_out(waves, age=now - topic.created_at, asked=given, ask=ask)
    if chosen:
        touch(topic.pk)  # whoever asked reads on the page how many were
    calls.look_again(topic=topic, waves=waves, began=topic.created_at, came=came, now=now)
    people = [Called(one.member_id, _reply_why(kind, wave, one.why), wave.number) for wave, one in chosen]
    call(people, kind=kind, at=now_for(topic), topic=topic)
    return len(chosen)


def _reply_why(kind: Summons.Kind, wave: Wave, why: str | Promise) -> str | Promise:
    return _answer_why(wave, why) if kind == Kind.ANSWER else _story_why(wave)


def _choose(chosen: Chosen, wave: Wave, found: Found) -> Reached:
    chosen += [(wave, one) for one in found.awake]
    return Reached(len(found.awake), found.wakes_at)


def _ids(chosen: Chosen) -> list[int]:
    return [one.member_id for _wave, one in chosen]


def _given(summons: QuerySet[Summons], morning: datetime | None = None) -> dict[int, int]:
    """How many people each wave has had; of those of the mornings, since this one. Who said not now leaves a place free."""
    older = Q(wave__gt=WAVES[-1].number, at__lt=morning) if morning is not None else Q(pk__in=[])
    rows = (
        summons.exclude(outcome__in=[Outcome.NOT_NOW, Outcome.LATER])
        .exclude(older)
        .values("wave")
        .annotate(people=Count("pk"))
    )
    return {row["wave"]: row["people"] for row in rows}


def _or_moderators(waves: Sequence[Wave], kind: Summons.Kind, but: int | None) -> Sequence[Wave]:
    """Where nobody opted in at all, whoever tends the place is asked at once."""
    return waves if candidates.anybody_opted_in(kind, but) else without_offers(waves)


def _greet_why(wave: Wave) -> Promise:
    if wave.who is Asked.MODERATORS:
        return _("You tend a space here, and nobody else has said hello yet.")
    if wave.who is Asked.MENTORS:
        return _("You mentor here, and nobody has said hello yet.")
    return _("You said that you would greet people who are new.")


def _answer_why(wave: Wave, why: str | Promise) -> str | Promise:
    """Why they: what `routing` says of them, where they said that they may be asked; else why anybody."""
    if why and wave.who is Asked.OPTED_IN:
        return why
    if wave.who is Asked.MODERATORS:
        return _("You tend this space, and nobody has answered yet.")
    if wave.who is Asked.MENTORS:
        return _("You mentor here, and nobody has answered yet.")
    if wave.who is Asked.ANYBODY:
        return _("It has waited for more than a day. You may be asked now and then, and nobody has answered yet.")
    return _("You said that you would answer now and then, and nobody has yet.")


def _story_why(wave: Wave) -> Promise:
    if wave.who is Asked.MODERATORS:
        return _("You tend this space, and nobody has replied to it yet.")
    return _("You said that you would greet people, and nobody has replied to this yet.")


def next_waves() -> int:
    """Every few minutes: the waves of whoever is still alone. Says how many people were asked."""
    now = timezone.now()
    calls.begin_missing(now)
    return sum(_look(call) for call in due(now))


def _look(call: Call) -> int:
    """One that fails is tried again by the next run, and holds up nobody else's."""
    try:
        if call.topic is not None:
            return topic_wave(call.topic)
        return greet_wave(call.newcomer) if call.newcomer is not None else 0
    except Exception:
        log.exception("nudges.call_failed", call=call.pk)
        return 0
