"""What moderators and time do to what somebody wrote, and who is asked to tend a space."""

from __future__ import annotations

from typing import Any

from activity.models import Event
from forum.actions.wording import is_answered_with_help
from forum.models import Comment, Post, Row, Space, Status, post_of
from members.models import Member
from moderation.models import Decision
from notices.actions.reactions.cases import thing_of
from notices.actions.reactions.common import actor_of, path
from notices.actions.tell import tell

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


def warned(event: Event) -> None:
    """On post.warned: the author, with the words and the way to a second look, unless it was taken back since."""
    _tell_of_decision(event, "warned")


def restricted(event: Event) -> None:
    """On post.restricted: the mask to which a topic is closed."""
    _tell_of_decision(event, "restricted")


def _tell_of_decision(event: Event, kind: str) -> None:
    found = Decision.objects.filter(pk=event.data.get("decision"), undone_by=None).select_related(*OF_A_DECISION)
    decision = found.first()
    row = (decision.comment or decision.post) if decision else None
    if decision is not None and row is not None and row.status != Status.DELETED:
        page = path("moderation:second_look", decision.pk)
        _tell_author(event, row, kind, {"reason": decision.reason, "second_look": page, "path": page})


def restored(event: Event) -> None:
    """On post.restored: the author."""
    row = _row(event)
    if row is not None and row.status == Status.VISIBLE:
        _tell_author(event, row, "restored", {"reason": event.data.get("reason", "")})


def written(event: Event) -> None:
    """On whatever somebody wrote or changed: to some words the answer is who helps right now, for its author alone."""
    row = thing_of(event)
    if row is None or row.status in (Status.DELETED, Status.HIDDEN) or not is_answered_with_help(row):
        return
    key = f"help_now:{row._meta.model_name}:{row.pk}"
    author = row.mask if row.mask_id else row.member
    if author is not None:
        tell(to=author, kind="help_now", dedupe_key=key, data={"path": path("members:help_now")})


def closed(event: Event) -> None:
    """On topic.closed: whoever began it, with the reason."""
    opening = Post.objects.select_related("member", "mask", "topic").filter(topic=event.target_id, position=0).first()
    if opening is not None and opening.topic.closed_at is not None and opening.status == Status.VISIBLE:
        _tell_author(event, opening, "closed", {"reason": event.data.get("reason", "")})


def appointed(event: Event) -> None:
    """On moderator.appointed: the member who is to tend a space."""
    member = Member.objects.people().filter(pk=event.target_id).first()
    space = Space.objects.filter(pk=event.space_id or 0).first()
    if member is not None and space is not None:
        data = {"path": space.get_absolute_url(), "space": space.title}
        tell(to=member, kind="appointed", dedupe_key=f"appointed:{event.id}", actor=actor_of(event), data=data)


def _row(event: Event) -> Row | None:
    """The post or the comment that it is about."""
    related = ("member", "mask")
    if event.target_kind == "forum.comment":
        found = Comment.objects.select_related(*related, "post__topic").filter(pk=event.target_id)
        return found.first()
    return Post.objects.select_related(*related, "topic").filter(pk=event.target_id).first()


def _tell_author(event: Event, row: Row, kind: str, data: dict[str, Any]) -> None:
    """Who the moderator was is not said: it is the community's rule, and there is a way to a second look. A block
    between the two keeps nobody from knowing what happened to their words.
    """
    if row.author == actor_of(event) and kind != "held":
        return
    comment = row if isinstance(row, Comment) else None
    post = post_of(row)
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
