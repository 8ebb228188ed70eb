"""Somebody asks to join, and what admins and moderators do to accounts."""

from __future__ import annotations

from activity.locks import lock
from activity.models import Event
from forum.models import Silence
from live import publish
from members.models import Member, StageChange, Suspension
from members.queries import who_asks_to_join
from moderation.models import Decision, SecondLook
from notices.actions.reactions.common import path
from notices.actions.tell import take_back, tell
from notices.models import DeadAddress


def applied(event: Event) -> None:
    """On member.applied, .joined and .declined: the admins, while nobody has said yes or no."""
    applicant = lock(who_asks_to_join().filter(pk=event.target_id)).first()
    if applicant is None:
        take_back(prefix=f"applied:{event.target_id}:")
        return
    data = {"path": path("members:applicants")}
    for admin in Member.objects.people().filter(is_staff=True).order_by("pk"):
        tell(to=admin, kind="applied", dedupe_key=f"applied:{applicant.pk}", actor=applicant, data=data)


def joined(event: Event) -> None:
    """On member.joined: where an admin had to say yes, the applicant hears that they did."""
    first = StageChange.objects.filter(member=event.target_id).order_by("at", "pk").first()
    if first is not None and first.by_id is not None:
        tell(to=first.member, kind="approved", dedupe_key="approved", data={"path": "/"})


def declined(event: Event) -> None:
    """On member.declined: the applicant hears that there is a reply."""
    member = Member.objects.filter(pk=event.target_id, approved_at__isnull=True).first()
    if member is not None:
        tell(to=member, kind="declined", dedupe_key="declined", data={"path": path("members:waiting")})


def suspended(event: Event) -> None:
    """On member.suspended: the member, with the reason and until when."""
    row = Suspension.objects.in_force().filter(pk=event.data.get("suspension")).select_related("member").first()
    if row is None:
        return
    data = {"reason": row.reason, "until": row.until.isoformat()}
    if decision := event.data.get("decision"):
        data["second_look"] = data["path"] = path("moderation:second_look", decision)
    tell(to=row.member, kind="suspended", dedupe_key=f"suspended:{event.id}", data=data)
    publish.end_person(row.member_id)


def silenced(event: Event) -> None:
    """On member.silenced: the member, with the reason, where and until when."""
    row = Silence.objects.in_force().filter(pk=event.data.get("silence")).select_related("member", "space").first()
    if row is None:
        return
    page = path("moderation:second_look", event.data["decision"])
    data = {"reason": row.reason, "until": row.until.isoformat(), "second_look": page, "path": page}
    tell(to=row.member, kind="silenced", dedupe_key=f"silenced:{row.pk}", data=data)


def heard_again(event: Event) -> None:
    """On member.heard_again: the member, whose silence ended early."""
    row = Silence.objects.filter(pk=event.data.get("silence"), lifted_at__isnull=False).select_related("member").first()
    if row is not None:
        take_back(prefix=f"silenced:{row.pk}:")
        tell(to=row.member, kind="heard_again", dedupe_key=f"heard_again:{row.pk}", data={"path": "/"})


def address_died(event: Event) -> None:
    """On address.died: whose it is, while it is still theirs and takes no mail. By mail it would not arrive."""
    member = Member.objects.people().filter(pk=event.target_id).first()
    if member is not None and DeadAddress.objects.holds(member.email):
        data = {"path": path("notices:address")}
        tell(to=member, kind="address_dead", dedupe_key=f"address_dead:{event.id}", data=data)


def looked_again(event: Event) -> None:
    """On account.looked_again: whoever asked for it. A suspension or silence that was taken back says so itself."""
    looks = SecondLook.objects.select_related("member", "mask", "decision")
    look = looks.filter(pk=event.target_id, answer__isnull=False).first()
    says_so_itself = (Decision.Verb.SUSPEND, Decision.Verb.SILENCE)
    if look is None or (look.decision.verb in says_so_itself and look.decision.undone_by_id):
        return
    data = {"path": path("moderation:second_look", look.decision_id)}
    tell(to=look.author, kind="looked_again", dedupe_key=f"looked_again:{event.id}", data=data)


def suspension_lifted(event: Event) -> None:
    """On member.suspension_lifted: the member, unless another suspension holds."""
    lifted = Suspension.objects.filter(pk=event.data.get("suspension"), lifted_at__isnull=False)
    row = lifted.select_related("member").first()
    if row is not None and not Suspension.objects.in_force().filter(member=row.member).exists():
        tell(to=row.member, kind="suspension_lifted", dedupe_key=f"lifted:{event.id}", data={"path": "/"})
