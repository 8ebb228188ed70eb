"""What the desk does about a case: a colleague is asked to take it, and whoever reported it hears what came of it."""

from __future__ import annotations

from typing import Any

from activity.models import Event
from forum.models import Appointment, post_of
from members.models import Member
from moderation.models import CaseFile, Decision, Report
from notices.actions.reactions.cases import thing_of
from notices.actions.reactions.common import actor_of, path
from notices.actions.tell import take_back, tell

Verb = Decision.Verb
LEFT = (Verb.KEEP, Verb.RELEASE, Verb.RESTORE)  # it stands as it stood


def given(event: Event) -> None:
    """On case.given: the colleague, while it is theirs."""
    to = Member.objects.people().filter(pk=event.data.get("to")).first()
    if to is None or to.pk == event.member_id:
        return
    columns: dict[str, Any]
    if event.target_kind == Member._meta.label_lower:
        person = Member.objects.filter(pk=event.target_id).first()
        columns, where = {"member": person}, path("moderation:person", person.handle) if person else ""
    else:
        thing = thing_of(event)
        kind = thing._meta.model_name if thing is not None else ""
        columns = {"comment": thing} if kind == "comment" else {"post": thing, "comment": None}
        where = path("moderation:case", kind, thing.pk) if thing is not None else ""
    if not where or not CaseFile.objects.filter(**columns, assignee=to).exists() or not _tends(to, event.space_id):
        return
    tell(to=to, kind="case_given", dedupe_key=f"case_given:{event.id}", actor=actor_of(event), data={"path": where})


def _tends(member: Member, space_id: int | None) -> bool:
    terms = Appointment.objects.in_force().filter(member=member)
    return member.is_staff or (terms.filter(space=space_id) if space_id else terms).exists()


def answered(event: Event) -> None:
    """On case.closed: whoever reported it, what kind of thing came of it, without details."""
    decision = Decision.objects.filter(pk=event.data.get("decision"), undone_by=None).first()
    if decision is None:
        return
    reports = Report.objects.filter(decision=decision).select_related("member", "mask", "post__topic", "comment")
    kind = "report_left" if decision.verb in LEFT else "report_acted"
    for row in reports.order_by("pk"):
        topic = post_of(row.comment).topic if row.comment else row.post.topic
        tell(to=row.author, kind=kind, dedupe_key=_key(row), topic=topic, by_mask=row.is_masked)


def reopened(event: Event) -> None:
    """On case.reopened: what they heard is not so any more."""
    thing = thing_of(event)
    if thing is None:
        return
    about = {"comment": thing} if thing._meta.model_name == "comment" else {"post": thing, "comment": None}
    for row in Report.objects.filter(**about, decision=None).order_by("pk"):
        take_back(prefix=f"{_key(row)}:")


def _key(report: Report) -> str:
    return f"report_answered:{report.pk}"
