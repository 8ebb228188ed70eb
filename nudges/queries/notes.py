"""Who is due one of the quiet notes, and whether it is still true when it goes.

Each gives who is living here, at peace, awake and has a place in the budget, so that little is queued in vain; the gate
asks all of it again. A note has a key that is the same all month, quarter or year long: it is queued once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import MD5, Cast, Coalesce, Concat, Length
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from forum.models import Draft, Post, ReadingMark, Status
from forum.rules import readable_topics
from members.models import Goal, Member, MemberQuerySet, Milestone, StageChange
from members.queries import community
from notices.models import Choice, Message
from notices.rules import FIRST_DAYS
from nudges import policy
from nudges.models import Allowance, GoalCheckIn
from nudges.policy import GAP, NUDGES, PER_PERIOD, PERIOD, Nudge
from nudges.queries.reachable import reachable
from recognition.models import Featured, Thanks
from recognition.queries.public import NOBODY_TWICE_IN, for_everyone

State = Message.State
LONG_ENOUGH = 40  # characters of a draft: less is a word that was typed by mistake
WHILE = timedelta(days=10)  # of a month, in which what is said once a month is said


@dataclass(frozen=True, slots=True)
class Note:
    """One that is due: the key says once for what."""

    member: Member
    kind: Nudge
    key: str
    why: str | Promise
    data: dict[str, Any] = field(default_factory=dict)


def with_room(kind: Nudge, now: datetime) -> MemberQuerySet:
    """Who may be written to now, and has a place for it."""
    sent = Message.objects.filter(member=OuterRef("pk"), kind__in=NUDGES)
    taken = sent.filter(Q(state__in=[State.QUEUED, State.SENDING]) | Q(state=State.SENT, sent_at__gt=now - GAP))
    so_many = (
        sent.filter(state=State.SENT, sent_at__gt=now - PERIOD).order_by().values("member").annotate(n=Count("pk"))
    )
    allowed = Allowance.objects.filter(member=OuterRef("pk")).values("per_month")
    stopped = Choice.objects.filter(member=OuterRef("pk"), kind=kind, by_mail=False)
    people = reachable(now).filter(email__isnull=False, joined_at__lte=now - FIRST_DAYS)
    counted = people.filter(~Exists(taken), ~Exists(stopped)).annotate(
        had=Coalesce(Subquery(so_many.values("n")), 0), allowed=Coalesce(Subquery(allowed), PER_PERIOD)
    )
    return counted.filter(had__lt=F("allowed"))


def unsaid(people: MemberQuerySet, kind: Nudge, since: datetime) -> MemberQuerySet:
    """Without whom one was made for since then, whatever became of it."""
    made = Message.objects.filter(member=OuterRef("pk"), kind=kind, created_at__gte=since)
    return people.filter(~Exists(made))


def month(now: datetime, back: int = 0) -> datetime:
    """The beginning of this month, or of one before."""
    whole = now.year * 12 + now.month - 1 - back
    return now.replace(year=whole // 12, month=whole % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0)


# --- who is due -------------------------------------------------------------------------------------------------


def appreciation(now: datetime, most: int) -> list[Note]:
    """Whom somebody thanked last month, both under their names."""
    if now - month(now) > WHILE:
        return []
    said = thanks_of(OuterRef("pk"), now)
    people = unsaid(with_room(Nudge.APPRECIATION, now).filter(Exists(said)), Nudge.APPRECIATION, month(now))
    why = _("Somebody thanked you last month. Such a mail comes once a month at most, and only when somebody did.")
    return [
        Note(person, Nudge.APPRECIATION, f"appreciation:{person.pk}:{now:%Y-%m}", why)
        for person in people.order_by("pk")[:most]
    ]


def thanks_of(receiver: Member | OuterRef, now: datetime) -> Any:
    """Of last month, by a name to a name, as they stand under the post; what the receiver hides is left out."""
    return Thanks.objects.filter(
        at__gte=month(now, 1), at__lt=month(now), hidden=False, member__isnull=False,
        post__member=receiver, post__status=Status.VISIBLE,
    )  # fmt: skip


def resume(now: datetime, most: int) -> list[Note]:
    """Who began to write under their own name and left it some days ago. Of each draft once; letters between two are
    nobody's to remind of.
    """
    contexts = Q(context="ask") | Q(context__startswith="topic:") | Q(context__startswith="comment:")
    told = Message.objects.filter(dedupe_key=Concat(Value("resume:"), Cast(OuterRef("pk"), CharField())))
    drafts = left(now).filter(contexts, ~Exists(told), member__in=with_room(Nudge.RESUME, now))
    why = _("You began to write something here and left it some days ago. It is said once.")
    first: dict[int, Draft] = {}
    for draft in drafts.select_related("member").order_by("-updated_at")[:most]:
        first.setdefault(draft.member_id or 0, draft)
    return [
        Note(draft.member, Nudge.RESUME, f"resume:{draft.pk}", why, {"draft": draft.pk})  # type: ignore[arg-type]
        for draft in first.values()
    ]


def left(now: datetime) -> Any:
    """Drafts that somebody left, never one of a mask: those say nothing about whose they are."""
    quiet = Draft.objects.filter(
        member__isnull=False, updated_at__lte=now - policy.LEFT_FOR, updated_at__gt=now - policy.LEFT_AT_MOST
    )
    return quiet.annotate(size=Length("body")).filter(size__gte=LONG_ENOUGH)


def goal_check_in(now: datetime, most: int) -> list[Note]:
    """Who chose to be asked around now how it goes with a goal."""
    due = GoalCheckIn.objects.filter(
        next_at__lte=now, goal__in=Goal.objects.open(), goal__member__in=reachable(now)
    ).select_related("goal__member")
    why = _(
        "You chose to be asked how it goes, every %(weeks)s weeks. You can change that on the page with your choices."
    )
    return [
        Note(
            one.goal.member,
            Nudge.GOAL,
            f"goal:{one.goal_id}:{one.next_at:%Y-%m-%d}",
            lazy(lambda weeks: str(why) % {"weeks": weeks}, str)(one.every_weeks),
            {"goal": one.goal_id},
        )
        for one in due.order_by("next_at")[:most]
    ]


def alumni_note(now: datetime, most: int) -> list[Note]:
    """Who stayed on three months ago or longer, each three months."""
    why = _("You reached your goal here and stayed on. Such a note comes every three months.")
    return _each(Nudge.ALUMNI, Member.Stage.ALUM, policy.ALUMNI_EVERY, why, now, most)


def emeritus_hello(now: datetime, most: int) -> list[Note]:
    why = _("You mentored here. A hello like this comes once a year.")
    return _each(Nudge.EMERITUS, Member.Stage.EMERITUS, policy.EMERITUS_EVERY, why, now, most)


def _each(kind: Nudge, stage: str, every: timedelta, why: Promise, now: datetime, most: int) -> list[Note]:
    """Who has been in that stage for so long, and got none for as long."""
    entered = StageChange.objects.filter(member=OuterRef("pk"), after=stage, at__gt=now - every)
    people = with_room(kind, now).filter(~Exists(entered), stage=stage)
    return [
        Note(person, kind, f"{kind}:{person.pk}:{now:%Y-%m-%d}", why)
        for person in unsaid(people, kind, now - every).order_by("pk")[:most]
    ]


def purpose(now: datetime, most: int) -> list[Note]:
    """Who was here lately and had no suggestion for a month: this one waits behind all others."""
    if now - month(now) > WHILE or not community().purpose or len(voices(now)) < policy.FEWEST_VOICES:
        return []
    here = ReadingMark.objects.filter(member=OuterRef("pk"), at__gt=now - policy.HERE_LATELY)
    people = with_room(Nudge.PURPOSE, now).filter(Exists(here), had=0)
    why = _(
        "You are part of this community, and were here lately. It comes once a month at most, and stops with one click."
    )
    return [
        Note(person, Nudge.PURPOSE, f"purpose:{person.pk}:{now:%Y-%m}", why)
        for person in unsaid(people, Nudge.PURPOSE, month(now)).order_by(_lot(now))[:most]
    ]


def _lot(now: datetime) -> MD5:
    """Another order each month: where more are due than can be told, it is not always the same ones."""
    return MD5(Concat(Cast("pk", CharField()), Value(f"{now:%Y-%m}")))


def voices(now: datetime) -> list[str]:
    """Sentences by members that their receivers show to everybody, the latest put there first; never two to one person."""
    shown = Featured.objects.filter(
        at__gt=now - NOBODY_TWICE_IN, thanks__in=for_everyone(), thanks__member__isnull=False, receiver__is_active=True
    )
    return list(shown.order_by("-at", "-pk").values_list("thanks__note", flat=True)[: policy.FEWEST_VOICES])


DUE: dict[Nudge, Callable[[datetime, int], list[Note]]] = {
    Nudge.GOAL: goal_check_in,
    Nudge.RESUME: resume,
    Nudge.APPRECIATION: appreciation,
    Nudge.EMERITUS: emeritus_hello,
    Nudge.ALUMNI: alumni_note,
    Nudge.PURPOSE: purpose,
}


# --- when it goes -------------------------------------------------------------------------------------------------


def still_true(message: Message, member: Member, now: datetime) -> bool:
    """Is there still something to say, and to this person?"""
    match message.kind:
        case Nudge.APPRECIATION:
            return bool(thanks_of(member, message.created_at).exists())
        case Nudge.RESUME:
            return any(
                may_go_on(draft, member) for draft in left(now).filter(pk=message.data.get("draft"), member=member)
            )
        case Nudge.GOAL:
            goal = Goal.objects.open().filter(pk=message.data.get("goal"), member=member).first()
            moved = Milestone.objects.filter(goal=goal, reached_at__gt=now - policy.JUST_MOVED)
            return goal is not None and GoalCheckIn.objects.filter(goal=goal).exists() and not moved.exists()
        case Nudge.ALUMNI:
            return member.stage == Member.Stage.ALUM
        case Nudge.EMERITUS:
            return member.stage == Member.Stage.EMERITUS
    return bool(community().purpose) and len(voices(now)) >= policy.FEWEST_VOICES


def may_go_on(draft: Draft, member: Member) -> bool:
    """May they still read, and post, where it was meant for?"""
    where, _colon, number = draft.context.partition(":")
    if where == "ask":
        return True
    if where not in ("topic", "comment") or not number.isdigit():
        return False
    topics = readable_topics(member).filter(closed_at=None, status=Status.VISIBLE)
    if where == "topic":
        return bool(topics.filter(pk=number).exists())
    return Post.objects.filter(pk=number, status=Status.VISIBLE, topic__in=topics).exists()
