"""Something was reported: whoever tends its space hears of the case once, and of nothing that is settled."""

from __future__ import annotations

from django.db.models import Min

from activity import locks
from activity.models import Event
from forum.actions.appearance import locked
from forum.models import Appointment, Comment, Post, Row, Status, post_of
from members.models import Member
from moderation.models import Report
from moderation.rules import about
from notices.actions.reactions.common import path
from notices.actions.tell import take_back, tell
from notices.models import Notice

KINDS = ("danger", "reported")


def changed(event: Event) -> None:
    """On post.reported, and on whatever settles or reopens a case."""
    comment_id = event.target_id if event.target_kind == Comment._meta.label_lower else event.data.get("comment")
    rows = Comment.objects.filter(pk=comment_id) if comment_id else Post.objects.filter(pk=event.target_id)
    for thing in rows:
        _tell(thing)


def moved(event: Event) -> None:
    """On topic.moved: who tends the space where it is now."""
    waiting = Report.objects.filter(decision=None, post__topic=event.target_id).select_related("post", "comment")
    things = {report.comment or report.post for report in waiting}
    for thing in sorted(things, key=lambda one: (one._meta.label, one.pk)):
        _tell(thing)


def _tell(thing: Row) -> None:
    """One notice for each who tends the space, of danger where one of the open reports speaks of it. Nobody who
    reported is named.
    """
    thing = locked(thing)  # two handlers of one case take turns
    reports = Report.objects.filter(decision=None, **about(thing))
    case = reports.aggregate(first=Min("pk"))["first"]
    if case is None or thing.status == Status.DELETED:
        _settle(thing, kind="", case=0, people=[])
        return
    kind = "danger" if reports.filter(reason=Report.Reason.DANGER).exists() else "reported"
    people = _who_tends(thing)
    _settle(thing, kind=kind, case=case, people=people)
    # The minute of a report says who was here then. Danger under a name is mailed at once instead.
    by_mask = kind == "reported" or reports.filter(mask__isnull=False).exists()
    for member in people:
        data = {"path": path("moderation:case", thing._meta.model_name, thing.pk)}
        tell(to=member, kind=kind, dedupe_key=f"{_key(kind, thing)}{case}", data=data, by_mask=by_mask)


def _key(kind: str, thing: Row) -> str:
    return f"{kind}:{thing._meta.model_name}:{thing.pk}:"


def _settle(thing: Row, *, kind: str, case: int, people: list[Member]) -> None:
    """Takes back what was told of other cases about the thing, and to whoever does not tend its space any more."""
    for other in KINDS:
        if other != kind:
            take_back(prefix=_key(other, thing))
    if kind:
        told = Notice.objects.filter(dedupe_key__startswith=_key(kind, thing))
        locks.delete(told.exclude(dedupe_key__startswith=f"{_key(kind, thing)}{case}:", member__in=people))


def _who_tends(thing: Row) -> list[Member]:
    """Who tends the space now; the admins where nobody does. Who wrote it under their name does not decide about it."""
    terms = Appointment.objects.in_force().filter(space=post_of(thing).topic.space_id).values("member_id")
    people = Member.objects.people()
    if thing.member_id is not None:
        people = people.exclude(pk=thing.member_id)
    return list(people.filter(pk__in=terms).order_by("pk")) or list(people.filter(is_staff=True).order_by("pk"))
