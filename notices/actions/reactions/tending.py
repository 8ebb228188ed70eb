"""What moderators and time do to what somebody wrote, and what admins do to accounts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from activity.models import Event
from forum.models import Appointment, Comment, Post, Space, Status
from members.models import Member, StageChange, Suspension
from moderation.models import Decision, Report
from notices.actions.reactions.common import actor_of, path
from notices.actions.tell import may_be_told, tell

OF_A_DECISION = (
    "post__topic",
    "post__member",
    "post__mask",
    "comment__post__topic",
    "comment__member",
    "comment__mask",
)


def held(event: Event) -> None:
    """On post.held: the author, while it is held."""
    row = _row(event)
    if row is not None and row.status == Status.HELD:
        _tell_author(event, row, "held", {"reason": _joined(event.data.get("reasons"))})


def released(event: Event) -> None:
    """On post.released: the author, once it can be read."""
    row = _row(event)
    if row is not None and row.status == Status.VISIBLE:
        _tell_author(event, row, "released", {})


def hidden(event: Event) -> None:
    """On post.hidden: the author, with the reason and the way to a second look."""
    row = _row(event)
    if row is None or row.status != Status.HIDDEN:
        return
    decision = event.data.get("decision")
    second_look = path("moderation:second_look", decision) if decision else ""
    _tell_author(event, row, "hidden", {"reason": event.data.get("reason", ""), "second_look": second_look})


def upheld(event: Event) -> None:
    """On post.upheld: the author, with the reason after the second look."""
    found = Decision.objects.filter(pk=event.data.get("decision")).select_related(*OF_A_DECISION).first()
    row = (found.comment or found.post) if found else None
    if found is not None and row is not None and row.status == Status.HIDDEN:
        _tell_author(event, row, "upheld", {"reason": found.reason})


def restored(event: Event) -> None:
    """On post.restored: the author."""
    row = _row(event)
    if row is not None and row.status == Status.VISIBLE:
        _tell_author(event, row, "restored", {"reason": event.data.get("reason", "")})


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
    until = row.until.strftime("%d %B %Y, %H:%M UTC")
    reason = _("%(reason)s (until %(until)s)") % {"reason": row.reason, "until": until}
    tell(to=row.member, kind="suspended", dedupe_key=f"suspended:{row.pk}", data={"reason": reason})


def appointed(event: Event) -> None:
    """On moderator.appointed: the member who is to tend a space."""
    member = Member.objects.people().filter(pk=event.target_id).first()
    space = Space.objects.filter(pk=event.space_id or 0).first()
    if member is not None and space is not None:
        data = {"path": space.get_absolute_url(), "reason": space.title}
        tell(to=member, kind="appointed", dedupe_key=f"appointed:{event.id}", actor=actor_of(event), data=data)


def reported(event: Event) -> None:
    """On post.reported: who tends the space, where somebody may be in danger and nobody has decided yet."""
    post = Post.objects.filter(pk=event.target_id).select_related("topic").first()
    open_ones = Report.objects.filter(post=event.target_id, reason=Report.Reason.DANGER, decision__isnull=True)
    if post is None or not open_ones.exists():
        return
    thing = ("comment", event.data["comment"]) if event.data.get("comment") else ("post", post.pk)
    for member in _tending(post.topic.space_id):
        data = {"path": path("moderation:case", *thing)}
        by_mask = event.mask_id is not None
        tell(to=member, kind="danger", dedupe_key=f"danger:{post.pk}", data=data, by_mask=by_mask)


def _tending(space_id: int) -> list[Member]:
    """Who tends the space now; the admins where nobody does."""
    terms = Appointment.objects.in_force().filter(space=space_id).values("member_id")
    people = Member.objects.people()
    return list(people.filter(pk__in=terms).order_by("pk")) or list(people.filter(is_staff=True).order_by("pk"))


def _row(event: Event) -> Post | Comment | None:
    """The post or the comment that it is about."""
    related = ("member", "mask")
    if event.target_kind == "forum.comment":
        found = Comment.objects.select_related(*related, "post__topic").filter(pk=event.target_id)
        return found.first()
    return Post.objects.select_related(*related, "topic").filter(pk=event.target_id).first()


def _tell_author(event: Event, row: Post | Comment, kind: str, data: dict[str, Any]) -> None:
    """Who the moderator was is not said: it is the community's rule, and there is a way to a second look."""
    if not may_be_told(row.author, actor_of(event)) and kind != "held":
        return
    comment = row if isinstance(row, Comment) else None
    post = row.post if isinstance(row, Comment) else row
    tell(
        to=row.author,
        kind=kind,
        dedupe_key=f"{kind}:{event.id}",
        topic=post.topic,
        post=post,
        comment=comment,
        data={name: value for name, value in data.items() if value},
    )


def _joined(reasons: object) -> str:
    return " ".join(str(reason) for reason in reasons) if isinstance(reasons, list) else ""
