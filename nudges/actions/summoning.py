"""Summons somebody who opted in: to say hello to a newcomer, to answer a question that waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import locks
from activity.locks import lock, take_turn
from activity.models import Event
from forum.models import Post, Status, Topic
from masks.hours import now_for
from members.models import Hello, Member
from notices.actions import tell as telling
from notices.actions.tell import tell
from nudges.models import Offer, Summons
from nudges.policy import (
    IGNORED_STOPS,
    MENTOR_WAVES,
    OPTED_IN_WAVES,
    PROMISE,
    SUMMONS_PER_PERIOD,
    SUMMONS_RUNS_OUT,
    WAVES,
    Asked,
    Wave,
    wave_due,
)
from nudges.queries import candidates

AT_ONCE = 200  # newcomers, and questions, that one run of the beat looks at; the oldest first
Kind, Outcome = Summons.Kind, Summons.Outcome


# --- what happens when ----------------------------------------------------------------------------------


def joined(event: Event) -> None:
    """On member.joined: the first greeters are asked, in the page."""
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
    """On topic.asked: the first helpers are asked about a question, in the page."""
    topic = Topic.objects.select_related("space", "member", "mask").filter(pk=event.target_id).first()
    if topic is not None:
        answer_wave(topic)


def answered(event: Event) -> None:
    """On post.written: a first reply from somebody else; whoever was asked need not any more."""
    post = Post.objects.select_related("topic").filter(pk=event.target_id, status=Status.VISIBLE).first()
    if post is None or _is_askers(post):
        return
    summons = Summons.objects.filter(kind__in=[Kind.ANSWER, Kind.WAITING], topic=post.topic_id)
    _close(summons, by=post.member_id, key=f"answer:{post.topic_id}:", at=now_for(post))


def _is_askers(post: Post) -> bool:
    return (post.member_id, post.mask_id) == (post.topic.member_id, post.topic.mask_id)


# --- waves ----------------------------------------------------------------------------------------------


@transaction.atomic
def greet_wave(newcomer: Member) -> int:
    """The wave that is due for this newcomer, if nobody has said hello. Says how many were asked."""
    _take_turn()
    if not newcomer.shows_new or Hello.objects.filter(newcomer=newcomer).exists():
        return 0
    last = Summons.objects.filter(newcomer=newcomer, kind=Kind.GREET).aggregate(last=Max("wave"))["last"] or 0
    wave = wave_due(timezone.now() - newcomer.joined_at, last)
    if wave is None:
        return 0
    wave = _or_moderators(wave, Offer.Kind.GREET, newcomer.pk)
    found = candidates.for_newcomer(newcomer, wave, timezone.now())
    for one in found:
        Summons.objects.create(
            kind=Kind.GREET, member_id=one.member_id, newcomer=newcomer, wave=wave.number, why=_greet_why(wave)
        )
    for greeter in Member.objects.filter(pk__in=[one.member_id for one in found]).order_by("pk"):
        data = {"path": newcomer.get_absolute_url()}
        tell(to=greeter, kind="summons", dedupe_key=f"greet:{newcomer.pk}", actor=newcomer, data=data)
    return len(found)


@transaction.atomic
def answer_wave(topic: Topic) -> int:
    """The wave that is due for this question, if nobody has answered it. Says how many were asked."""
    _take_turn()
    topic.refresh_from_db(fields=["answer_count", "closed_at", "status"])
    if not topic.waits_for_answer:
        return 0
    last = Summons.objects.filter(topic=topic, kind=Kind.ANSWER).aggregate(last=Max("wave"))["last"] or 0
    wave = wave_due(timezone.now() - topic.created_at, last)
    if wave is None:
        return 0
    wave = _or_moderators(wave, Offer.Kind.ANSWER, topic.member_id)
    found = candidates.for_question(topic, wave, timezone.now())
    for one in found:
        Summons.objects.create(
            kind=Kind.ANSWER,
            member_id=one.member_id,
            topic=topic,
            wave=wave.number,
            why=_answer_why(wave, one.fits),
            at=now_for(topic),
        )
    for helper in Member.objects.filter(pk__in=[one.member_id for one in found]).order_by("pk"):
        key = f"answer:{topic.pk}"
        tell(to=helper, kind="waiting_question", dedupe_key=key, topic=topic, by_mask=topic.is_masked)
    return len(found)


def _or_moderators(wave: Wave, kind: str, but: int | None) -> Wave:
    """Where nobody opted in at all, whoever tends the place is asked at once."""
    if wave.who is Asked.OPTED_IN and not candidates.anybody_opted_in(kind, but):
        return Wave(WAVES[-1].number, wave.after, Asked.MODERATORS, None)
    return wave


def _greet_why(wave: Wave) -> str:
    if wave.who is Asked.MODERATORS:
        return _("You tend a space here, and nobody else has said hello yet.")
    if wave.who is Asked.MENTORS:
        return _("You mentor here, and nobody has said hello yet.")
    return _("You said that you would greet people who are new.")


def _answer_why(wave: Wave, fits: bool) -> str:
    if fits:
        return _("You listed what it is about as something you can help with.")
    if wave.who is Asked.MODERATORS:
        return _("You tend this space, and nobody has answered yet.")
    if wave.who is Asked.MENTORS:
        return _("You mentor here, and nobody has answered yet.")
    return _("You said that you would answer now and then, and nobody has yet.")


def next_waves() -> int:
    """Every few minutes: the next wave for who is still alone. Says how many people were asked."""
    since = timezone.now() - PROMISE
    alone = (
        Member.objects.people()
        .filter(joined_at__gt=since, shows_new=True)
        .exclude(pk__in=Hello.objects.values("newcomer"))
    )
    questions = Topic.objects.waiting().filter(created_at__gt=since).select_related("space", "member", "mask")
    asked_now = sum(greet_wave(newcomer) for newcomer in alone.order_by("joined_at")[:AT_ONCE])
    return asked_now + sum(answer_wave(topic) for topic in questions.order_by("created_at")[:AT_ONCE])


def _take_turn() -> None:
    """Summons are given out one wave at a time, so that two waves never both find the same last free place of a cap."""
    take_turn("nudges.summons")


# --- ends -----------------------------------------------------------------------------------------------


def not_now(*, member: Member, summons_id: int) -> Summons | None:
    """The member says not now; nothing is asked why. None where there is no such open summons of theirs."""
    with transaction.atomic():
        summons = lock(Summons.objects.filter(pk=summons_id, member=member, outcome=Outcome.OPEN)).first()
        if summons is not None:
            _end(summons, Outcome.NOT_NOW)
    return summons


def _end(summons: Summons, outcome: Summons.Outcome) -> None:
    summons.outcome, summons.closed_at = outcome, timezone.now()
    summons.save(update_fields=["outcome", "closed_at"])
    what = f"greet:{summons.newcomer_id}" if summons.newcomer_id else f"answer:{summons.topic_id}"
    telling.take_back_from(to=summons.member, dedupe_key=what)


def _close(summons: QuerySet[Summons], *, by: int | None, key: str, at: datetime | None = None) -> None:
    _take_turn()  # a wave that is being written ends first
    at = at or timezone.now()
    still_open = summons.filter(outcome__in=[Outcome.OPEN, Outcome.RAN_OUT])
    locks.update(still_open.filter(member_id=by), outcome=Outcome.DONE, closed_at=at)  # type: ignore[misc]
    locks.update(still_open.exclude(member_id=by), outcome=Outcome.PASSED, closed_at=at)  # type: ignore[misc]
    telling.take_back(prefix=key)


def run_out() -> tuple[int, int]:
    """Hourly: ends summons that had no reply for a week, and stops an offer after two in a row. Says how many."""
    now = timezone.now()
    old = Summons.objects.filter(outcome=Outcome.OPEN, at__lt=now - SUMMONS_RUNS_OUT)
    ended = locks.update(old, outcome=Outcome.RAN_OUT, closed_at=now)
    values: dict[str, Any] = {"now": now, "stops": IGNORED_STOPS, "usual": SUMMONS_PER_PERIOD}
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
        WHERE summons.member_id = offer.member_id AND summons.kind = offer.kind AND summons.wave = ANY(%(waves)s)
          AND summons.outcome IN ('done', 'not_now', 'ran_out') AND summons.at >= offer.at
        ORDER BY summons.at DESC, summons.id DESC LIMIT %(stops)s
    ) AS last
)
"""

# A mentor is asked without having offered: where there is no row, the stop is one. Greetings and questions count
# together, because they were asked for one reason.
STOP_IGNORED_MENTORS = """
INSERT INTO nudges_offer (member_id, kind, per_week, at, stopped_at)
SELECT mentor.member_id, 'mentor', %(usual)s, %(now)s, %(now)s
FROM mentorship_mentor AS mentor
LEFT JOIN nudges_offer AS offer ON offer.member_id = mentor.member_id AND offer.kind = 'mentor'
WHERE mentor.ended_at IS NULL AND offer.stopped_at IS NULL AND %(stops)s = (
    SELECT count(*) FILTER (WHERE last.outcome = 'ran_out') FROM (
        SELECT summons.outcome FROM nudges_summons AS summons
        WHERE summons.member_id = mentor.member_id AND summons.wave = ANY(%(waves)s)
          AND summons.kind IN ('greet', 'answer') AND summons.outcome IN ('done', 'not_now', 'ran_out')
          AND summons.at >= coalesce(offer.at, mentor.opted_in_at)
        ORDER BY summons.at DESC, summons.id DESC LIMIT %(stops)s
    ) AS last
)
ON CONFLICT (member_id, kind) DO UPDATE SET stopped_at = excluded.stopped_at
"""
