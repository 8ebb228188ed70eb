"""Something was reported, or somebody may be in danger: whoever tends its space hears of the case once, and of nothing
that is settled.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from activity import locks, sweeps
from activity.models import Event
from forum.actions.appearance import locked
from forum.models import Appointment, Comment, Post, Row, Status, Topic, post_of
from members.models import Member, MemberQuerySet, Suspension
from members.stages import AWAY
from moderation.actions import alarms
from moderation.actions.things import standing_alarm
from moderation.models import Alarm, Report
from moderation.rules import about
from notices.actions import rota
from notices.actions.reactions.common import path
from notices.actions.tell import take_back, tell
from notices.models import Notice
from notices.rota import TURN

KINDS = ("danger", "reported")
AT_ONCE = 200  # alarms that one run of the beat calls somebody for


def changed(event: Event) -> None:
    """On post.reported, and on whatever settles or reopens a case."""
    thing = thing_of(event)
    if thing is not None:
        _tell(locked(thing))


def written(event: Event) -> None:
    """On whatever brings words before others or before a moderator: do some stand in it that moderators chose?"""
    thing = thing_of(event)
    if thing is not None and alarms.stands_in(thing):
        thing = locked(thing)  # two handlers of one case take turns
        if alarms.listen(thing):
            _tell(thing)


def thing_of(event: Event) -> Row | None:
    if event.target_kind == Comment._meta.label_lower or event.data.get("comment"):
        pk = event.data.get("comment") or event.target_id
        return Comment.objects.select_related("post__topic").filter(pk=pk).first()
    pk = event.data.get("post") if event.target_kind == Topic._meta.label_lower else event.target_id
    return Post.objects.select_related("topic").filter(pk=pk).first()


def call_due() -> int:
    """Every minute: the next of the rota is called where nobody has seen it. Says how many alarms were looked at."""
    due = Alarm.objects.due(timezone.now()).order_by("next_at", "pk")
    return sweeps.each(due.values_list("pk", flat=True), _call, what="notices.call_failed", most=AT_ONCE)


def _call(pk: int) -> bool:
    """One that fails is tried again by the next run, after what became due meanwhile: a run may end before its last."""
    try:
        return _call_about(pk)
    except Exception:
        now = timezone.now()
        locks.update(Alarm.objects.due(now).filter(pk=pk), next_at=now)
        raise


@transaction.atomic
def _call_about(pk: int) -> bool:
    """False where another run was quicker."""
    due = Alarm.objects.due(timezone.now()).select_related("post__topic", "comment__post__topic")
    alarm = due.filter(pk=pk).first()
    if alarm is None:
        return False
    _tell(locked(alarm.comment or alarm.post))
    return True


def moved(event: Event) -> None:
    """On topic.moved: who tends the space where it is now."""
    about_it = {"decision": None, "post__topic": event.target_id}
    both = ("post__topic", "comment__post__topic")
    things = {row.comment or row.post for row in Report.objects.filter(**about_it).select_related(*both)}
    things |= {row.comment or row.post for row in Alarm.objects.filter(**about_it).select_related(*both)}
    for thing in sorted(things, key=lambda one: (one._meta.label, one.pk)):
        _tell(locked(thing))


def _tell(thing: Row) -> None:
    """One notice for each who tends the space of a locked thing, of danger where an alarm stands about it. Nobody who
    reported is named.
    """
    reports = Report.objects.filter(decision=None, **about(thing))
    alarm = _alarm(thing, reports)
    case = f"a{alarm.pk}" if alarm else reports.aggregate(first=Min("pk"))["first"]
    if case is None or thing.status == Status.DELETED:
        _settle(thing, kind="", case="", people=[])
        if alarm is not None and alarm.next_at is not None:
            alarms.put_off(alarm, timezone.now() + TURN)  # it may be put back
        return
    if alarm is not None and _is_in_grace(thing):
        return
    tending = _who_tends(thing)
    admins = list(_but_the_author(thing).filter(is_staff=True).order_by("pk")) if alarm is not None else []
    now = timezone.now()
    due = alarm is not None and alarm.next_at is not None and alarm.next_at <= now
    called = rota.take_turns(alarm, thing=thing, tending=tending, admins=admins, now=now) if alarm and due else []
    people = [*tending, *_stand_ins(alarm, tending, admins)]
    kind = "danger" if alarm else "reported"
    _settle(thing, kind=kind, case=str(case), people=people)
    data = {"path": path("moderation:case", thing._meta.model_name, thing.pk)}
    # The minute of a report says who was here then. Danger under a name is mailed at once instead.
    by_mask = alarm is None or _is_hushed(thing, reports)
    told = [
        tell(to=member, kind=kind, dedupe_key=f"{_key(kind, thing)}{case}", data=data, by_mask=by_mask)
        for member in people
    ]
    rota.call([one for one in told if one is not None and one.member_id in called], now)


def _alarm(thing: Row, reports: QuerySet[Report]) -> Alarm | None:
    """The alarm that stands about it; a report of danger raises one."""
    if reports.filter(reason=Report.Reason.DANGER).exists():
        return alarms.stand(thing, hushed=_is_hushed(thing, reports))
    return locks.lock(standing_alarm(thing)).first()


def _is_hushed(thing: Row, reports: QuerySet[Report]) -> bool:
    """Is it a mask alone that says so? Then the minute at which somebody is called is not that in which it was written."""
    if reports.filter(reason=Report.Reason.DANGER, mask=None).exists():
        return False
    return thing.is_masked or reports.filter(mask__isnull=False).exists()


def _is_in_grace(thing: Row) -> bool:
    """May whoever wrote it still take it back, unread? Nobody is told of it before."""
    return thing.is_masked and thing.visible_from is not None and thing.visible_from > timezone.now()


def _key(kind: str, thing: Row) -> str:
    return f"{kind}:{thing._meta.model_name}:{thing.pk}:"


def _settle(thing: Row, *, kind: str, case: str, people: list[Member]) -> None:
    """Takes back what was told of other cases about the thing, and to whoever does not tend its space any more."""
    for other in KINDS:
        if other != kind:
            take_back(prefix=_key(other, thing))
    if kind:
        told = Notice.objects.filter(dedupe_key__startswith=_key(kind, thing))
        locks.delete(told.exclude(dedupe_key__startswith=f"{_key(kind, thing)}{case}:", member__in=people))


def _who_tends(thing: Row) -> list[Member]:
    """Who tends the space now; the admins as well where nobody of these could do anything. Who wrote it under their name
    does not decide about it; behind a mask they are told like anybody, since a row that is missing would name them.
    """
    terms = Appointment.objects.in_force().filter(space=post_of(thing).topic.space_id).values("member_id")
    people = _but_the_author(thing)
    tending = list(people.filter(pk__in=terms).order_by("pk"))
    held = Suspension.objects.in_force().filter(member__in=tending).values_list("member", flat=True)
    if any(one.stage not in AWAY and one.pk not in set(held) for one in tending):
        return tending
    return list(people.filter(Q(pk__in=terms) | Q(is_staff=True)).order_by("pk"))


def _but_the_author(thing: Row) -> MemberQuerySet:
    people = Member.objects.people()
    return people if thing.member_id is None else people.exclude(pk=thing.member_id)


def _stand_ins(alarm: Alarm | None, tending: list[Member], admins: list[Member]) -> list[Member]:
    """Admins who were called because nobody who tends the place had seen it."""
    if alarm is None:
        return []
    called = set(alarm.watchers.filter(called_at__isnull=False).values_list("member", flat=True))
    return [one for one in admins if one.pk in called and one not in tending]
