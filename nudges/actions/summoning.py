"""Summons people who may be asked: to say hello to a newcomer, to answer a question, to reply to a story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

import structlog
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.locks import lock, take_turn
from activity.models import Event
from forum.actions.common import touch
from forum.models import Post, Status, Topic
from masks.hours import now_for
from members.actions.pages import rather_not
from members.models import Hello, Member
from members.rules import NotAllowed
from notices.actions import tell as telling
from notices.actions.tell import tell
from notices.hours import local_day, morning_of
from nudges.actions import calls
from nudges.models import Call, Claim, Offer, Summons
from nudges.policy import IGNORED_STOPS, REMINDED_WITHIN, SUMMONS_RUNS_OUT
from nudges.queries import candidates
from nudges.queries.calls import AT_ONCE, due, is_by_author, newcomer_waits, this_morning, topic_waits, waves_of
from nudges.queries.candidates import Candidate, Found
from nudges.waves import MENTOR_WAVES, OPTED_IN_WAVES, WAVES, Asked, Reached, Wave, go_out, without_offers

log = structlog.get_logger(__name__)

Kind, Outcome = Summons.Kind, Summons.Outcome
TOLD = {Kind.ANSWER: "waiting_question", Kind.STORY: "waiting_story"}  # kinds of notice


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
        _close(summons, by=hello.author_id, key=f"greet:{hello.newcomer_id}:")


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
    summons = Summons.objects.filter(kind__in=[*TOLD, Kind.WAITING], topic=post.topic_id)
    _close(summons, by=post.member_id, key=f"answer:{post.topic_id}:", at=now_for(post))
    Claim.objects.filter(topic=post.topic_id, member=post.member_id).delete()


# --- waves ----------------------------------------------------------------------------------------------


Chosen: TypeAlias = list[tuple[Wave, Candidate]]


@transaction.atomic
def greet_wave(newcomer: Member) -> int:
    """The waves that are owed to this newcomer, if nobody has said hello. Says how many were asked."""
    _take_turn()
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
    _ask_to_greet(newcomer, chosen)
    return len(chosen)


def _ask_to_greet(newcomer: Member, chosen: Chosen) -> None:
    for wave, one in chosen:
        Summons.objects.create(
            kind=Kind.GREET, member_id=one.member_id, newcomer=newcomer, wave=wave.number, why=_greet_why(wave)
        )
    _note_turn(chosen, timezone.now())
    for greeter in Member.objects.filter(pk__in=_ids(chosen)).order_by("pk"):
        data = {"path": newcomer.get_absolute_url()}
        tell(to=greeter, kind="summons", dedupe_key=f"greet:{newcomer.pk}", actor=newcomer, data=data)


@transaction.atomic
def topic_wave(topic: Topic) -> int:
    """The waves that are owed to this question or story, if nobody has replied. Says how many were asked."""
    _take_turn()
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
    _ask_to_reply(topic, kind, chosen)
    return len(chosen)


def _ask_to_reply(topic: Topic, kind: Summons.Kind, chosen: Chosen) -> None:
    for wave, one in chosen:
        why = _answer_why(wave, one.why) if kind == Kind.ANSWER else _story_why(wave)
        Summons.objects.create(
            kind=kind, member_id=one.member_id, topic=topic, wave=wave.number, why=why, at=now_for(topic)
        )
    _note_turn(chosen, now_for(topic))
    for helper in Member.objects.filter(pk__in=_ids(chosen)).order_by("pk"):
        tell(to=helper, kind=TOLD[kind], dedupe_key=f"answer:{topic.pk}", topic=topic, by_mask=topic.is_masked)


def _choose(chosen: Chosen, wave: Wave, found: Found) -> Reached:
    chosen += [(wave, one) for one in found.awake]
    return Reached(len(found.awake), found.wakes_at)


def _note_turn(chosen: Chosen, at: datetime) -> None:
    """Whatever they offered, they were asked now: one cap and one turn hold for all of it."""
    locks.update(Offer.objects.filter(member__in=_ids(chosen)), asked_at=at)


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


def _greet_why(wave: Wave) -> str:
    if wave.who is Asked.MODERATORS:
        return _("You tend a space here, and nobody else has said hello yet.")
    if wave.who is Asked.MENTORS:
        return _("You mentor here, and nobody has said hello yet.")
    return _("You said that you would greet people who are new.")


def _answer_why(wave: Wave, why: str) -> str:
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


def _story_why(wave: Wave) -> str:
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


def _take_turn() -> None:
    """Summons are given out one wave at a time, so that two waves never both find the same last free place of a cap."""
    take_turn("nudges.summons")


# --- ends -----------------------------------------------------------------------------------------------


def not_now(*, member: Member, summons_id: int) -> Summons | None:
    """The member says not now; nothing is asked why. None where there is no such open summons of theirs."""
    theirs = Summons.objects.filter(pk=summons_id, member=member, outcome=Outcome.OPEN)
    with transaction.atomic():
        for about in theirs.values("topic", "newcomer"):
            calls.look_now(timezone.now(), **about)  # the place is free for somebody else
        summons = lock(theirs).first()
        if summons is not None:
            _end(summons, Outcome.NOT_NOW)
    return summons


def remind(*, member: Member, summons_id: int, day: date) -> Summons | None:
    """Not now, and asked again in the morning of that day where they live, if it still waits then. None as `not_now`.
    Raises NotAllowed for a day that is past or further off than a week.
    """
    if not 1 <= (day - local_day(timezone.now(), member.time_zone)).days <= REMINDED_WITHIN:
        raise NotAllowed(_("Please choose one of the next seven days."))
    with transaction.atomic():
        summons = not_now(member=member, summons_id=summons_id)
        if summons is not None:
            summons.outcome, summons.again_at = Outcome.LATER, morning_of(day, member.time_zone)
            summons.save(update_fields=["outcome", "again_at"])
    return summons


def not_for_me(*, member: Member, summons_id: int, tag: str) -> Summons | None:
    """Not now, and no more about this tag. None as `not_now`, or where the question has no such tag."""
    theirs = Summons.objects.filter(pk=summons_id, member=member, topic__tags__name=tag)
    if not theirs.exists():
        return None
    with transaction.atomic():
        rather_not(member=member, subject=tag)
        return not_now(member=member, summons_id=summons_id)


def reopen_due() -> int:
    """Hourly: who wanted to be reminded today is asked again where it still waits. Says how many."""
    due = Summons.objects.filter(outcome=Outcome.LATER, again_at__lte=timezone.now())
    return sum(_reopen(pk) for pk in due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _reopen(pk: int) -> bool:
    _take_turn()
    summons = lock(Summons.objects.filter(pk=pk, outcome=Outcome.LATER)).first()
    if summons is None:
        return False
    waits = _still_waits(summons)
    summons.outcome, summons.closed_at = (Outcome.OPEN, None) if waits else (Outcome.PASSED, timezone.now())
    summons.save(update_fields=["outcome", "closed_at"])
    if waits and summons.topic is not None:
        key = f"answer:{summons.topic_id}:again"
        tell(
            to=summons.member,
            kind=TOLD.get(Kind(summons.kind), TOLD[Kind.ANSWER]),
            dedupe_key=key,
            topic=summons.topic,
            by_mask=summons.topic.is_masked,
        )
    elif waits and summons.newcomer is not None:
        data = {"path": summons.newcomer.get_absolute_url()}
        key = f"greet:{summons.newcomer_id}:again"
        tell(to=summons.member, kind="summons", dedupe_key=key, actor=summons.newcomer, data=data)
    return waits


def _still_waits(summons: Summons) -> bool:
    now = timezone.now()
    if summons.topic is not None:
        return topic_waits(summons.topic, now)
    return summons.newcomer is not None and newcomer_waits(summons.newcomer, now)


def _end(summons: Summons, outcome: Summons.Outcome) -> None:
    summons.outcome, summons.closed_at = outcome, timezone.now()
    summons.save(update_fields=["outcome", "closed_at"])
    what = f"greet:{summons.newcomer_id}" if summons.newcomer_id else f"answer:{summons.topic_id}"
    telling.take_back_from(to=summons.member, dedupe_key=what)


def _close(summons: QuerySet[Summons], *, by: int | None, key: str, at: datetime | None = None) -> None:
    _take_turn()  # a wave that is being written ends first
    at = at or timezone.now()
    still_open = summons.filter(outcome__in=[Outcome.OPEN, Outcome.LATER, Outcome.RAN_OUT])
    locks.update(still_open.filter(member_id=by), outcome=Outcome.DONE, closed_at=at)  # type: ignore[misc]
    locks.update(still_open.exclude(member_id=by), outcome=Outcome.PASSED, closed_at=at)  # type: ignore[misc]
    telling.take_back(prefix=key)


def run_out() -> tuple[int, int]:
    """Hourly: ends summons that had no reply for a week, and stops an offer after two in a row. Says how many."""
    now = timezone.now()
    asked_at = Greatest("at", "again_at")  # PostgreSQL leaves out what is null
    open_ones = Summons.objects.filter(outcome=Outcome.OPEN, at__lt=now - SUMMONS_RUNS_OUT)
    old = open_ones.annotate(asked_at=asked_at).filter(asked_at__lt=now - SUMMONS_RUNS_OUT)
    ended = locks.update(old, outcome=Outcome.RAN_OUT, closed_at=now)
    values: dict[str, Any] = {"now": now, "stops": IGNORED_STOPS}
    with connection.cursor() as cursor:
        cursor.execute(STOP_IGNORED_OFFERS, values | {"waves": OPTED_IN_WAVES})
        stopped = cursor.rowcount
        cursor.execute(STOP_IGNORED_MENTORS, values | {"waves": MENTOR_WAVES})
        return ended, stopped + cursor.rowcount


# The last two that ended since the offer was made, both without a reply. What somebody was asked as a mentor or as
# a moderator does not count against what they offered.
STOP_IGNORED_OFFERS = """
UPDATE nudges_offer AS offer SET stopped_at = %(now)s
WHERE offer.stopped_at IS NULL AND %(stops)s = (
    SELECT count(*) FILTER (WHERE last.outcome = 'ran_out') FROM (
        SELECT summons.outcome FROM nudges_summons AS summons
        WHERE summons.member_id = offer.member_id AND (summons.kind = offer.kind OR (summons.kind, offer.kind) = ('story', 'greet'))
          AND summons.wave = ANY(%(waves)s)
          AND summons.outcome IN ('done', 'not_now', 'ran_out') AND summons.at >= offer.at
        ORDER BY summons.at DESC, summons.id DESC LIMIT %(stops)s
    ) AS last
)
"""

# A mentor is asked without having offered: where there is no row, the stop is one. Greetings and questions count
# together, because they were asked for one reason.
STOP_IGNORED_MENTORS = """
INSERT INTO nudges_offer (member_id, kind, at, stopped_at)
SELECT mentor.member_id, 'mentor', %(now)s, %(now)s
FROM mentorship_mentor AS mentor
LEFT JOIN nudges_offer AS offer ON offer.member_id = mentor.member_id AND offer.kind = 'mentor'
WHERE mentor.ended_at IS NULL AND offer.stopped_at IS NULL AND %(stops)s = (
    SELECT count(*) FILTER (WHERE last.outcome = 'ran_out') FROM (
        SELECT summons.outcome FROM nudges_summons AS summons
        WHERE summons.member_id = mentor.member_id AND summons.wave = ANY(%(waves)s)
          AND summons.kind IN ('greet', 'answer', 'story') AND summons.outcome IN ('done', 'not_now', 'ran_out')
          AND summons.at >= coalesce(offer.at, mentor.opted_in_at)
        ORDER BY summons.at DESC, summons.id DESC LIMIT %(stops)s
    ) AS last
)
ON CONFLICT (member_id, kind) DO UPDATE SET stopped_at = excluded.stopped_at
"""
