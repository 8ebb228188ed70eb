"""A mentor is asked, says yes or not now, writes, stops: the other of the two hears of it."""

from __future__ import annotations

from activity.models import Event
from members.models import Member
from mentorship.models import Draw, Letter, Mentorship, Request, Worry
from notices.actions.reactions.common import path
from notices.actions.tell import tell

State = Request.State


def requested(event: Event) -> None:
    """On mentor.requested: the mentor, while the request waits; and whoever it is for, where the weekly draw asked."""
    row = _request(event)
    if row is not None and row.state == State.ASKED:
        _tell(
            event, "mentor_requested", to=row.mentor.member, actor=row.mentee, page=path("mentorship:request", row.pk)
        )
        if Draw.objects.filter(request=row).exists():
            _tell(event, "mentor_drawn", to=row.mentee, actor=row.mentor.member)


def accepted(event: Event) -> None:
    row = _request(event)
    if row is not None and row.state == State.ACCEPTED:
        pair = Mentorship.objects.filter(request=row).first()
        page = path("mentorship:pair", pair.pk) if pair is not None else ""
        _tell(event, "mentor_accepted", to=row.mentee, actor=row.mentor.member, page=page)


def declined(event: Event) -> None:
    row = _request(event)
    if row is not None and row.state == State.DECLINED:
        _tell(event, "mentor_declined", to=row.mentee, actor=row.mentor.member)


def passed_on(event: Event) -> None:
    """On mentor.passed_on: the mentee; who did not answer is not said."""
    row = _request(event)
    if row is not None and row.state == State.PASSED_ON:
        _tell(event, "mentor_passed_on", to=row.mentee, actor=None)


def letter(event: Event) -> None:
    """On mentorship.letter: the other of the two, while it is unread."""
    related = ("author", "mentorship__mentor__member", "mentorship__mentee")
    row = Letter.objects.select_related(*related).filter(pk=event.target_id, read_at__isnull=True).first()
    if row is None:
        return
    to = _other(row.mentorship, row.author_id)
    _tell(event, "mentorship_letter", to=to, actor=row.author, page=path("mentorship:pair", row.mentorship_id))


def ended(event: Event) -> None:
    """On mentorship.ended: the other of the two; both, where neither ended it."""
    related = ("mentor__member", "mentee", "ended_by")
    row = Mentorship.objects.select_related(*related).filter(pk=event.target_id, ended_at__isnull=False).first()
    if row is None:
        return
    pair = (row.mentor.member, row.mentee)
    for to in sorted(pair, key=lambda member: member.pk):
        if to.pk != row.ended_by_id:
            other = pair[1] if to is pair[0] else pair[0]
            _tell(event, "mentorship_ended", to=to, actor=other, page=path("mentorship:home"))


def worried(event: Event) -> None:
    """On mentor.worried: the admins, while nobody has taken care of it. What worries them stands on the page alone."""
    row = Worry.objects.select_related("by").filter(pk=event.target_id, seen_at__isnull=True).first()
    if row is not None:
        for admin in Member.objects.people().filter(is_staff=True).order_by("pk"):
            _tell(event, "mentor_worried", to=admin, actor=row.by, page=path("mentorship:worries"))


def _request(event: Event) -> Request | None:
    return Request.objects.select_related("mentor__member", "mentee").filter(pk=event.target_id).first()


def _other(pair: Mentorship, member_id: int) -> Member:
    return pair.mentee if member_id == pair.mentor.member_id else pair.mentor.member


def _tell(event: Event, kind: str, *, to: Member, actor: Member | None, page: str = "") -> None:
    tell(to=to, kind=kind, dedupe_key=f"{kind}:{event.id}", actor=actor, data={"path": page} if page else {})
