"""Words of thanks as others read them: on a profile, and a few on the community's pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Status
from forum.rules import readable_topics
from members.models import Member
from recognition.models import Featured, Thanks
from recognition.queries.known import own_posts

NOBODY_TWICE_IN = timedelta(days=90)  # on the community's pages: the same few would be a ranking


@dataclass(frozen=True)
class Quote:
    """Words of thanks outside their topic: a mask is somebody without a name there."""

    id: int
    text: str
    by: str
    at: datetime  # its hour only, where the giver wore a mask
    to: str = ""


def _by(thanks: Thanks, *, short: bool = False) -> str:
    if thanks.member is None:
        return _("Somebody without a name")
    return thanks.member.get_short_name() if short else thanks.member.shown_name


def shown_words(owner: Member, viewer: Member | AnonymousUser | None, limit: int = 4) -> list[Quote]:
    """The notes that `owner` shows, newest first, from topics that `viewer` may read. Two queries at most."""
    rows = (
        shown_notes()
        .filter(post__in=own_posts(owner), post__topic__in=readable_topics(viewer).values("id"))
        .order_by("-id")[:limit]
    )
    return [Quote(id=row.pk, text=row.note, by=_by(row), at=row.at) for row in rows]


def shown_notes() -> QuerySet[Thanks]:
    return Thanks.objects.filter(note_shown=True, hidden=False).exclude(note="").select_related("member")


def recent_words(limit: int = 4) -> list[Quote]:
    """Words for the community's pages, the latest put there first: each from another person to another person.

    Only notes that their receiver shows, in topics that everyone may read. One query.
    """
    rows = (
        Featured.objects.filter(
            at__gt=timezone.now() - NOBODY_TWICE_IN,
            thanks__in=for_everyone(),
            receiver__is_active=True,
        )
        .select_related("thanks__member", "receiver")
        .order_by("-at", "-id")[:limit]
    )
    return [
        Quote(
            id=row.thanks_id,
            text=row.thanks.note,
            by=_by(row.thanks, short=True),
            at=row.thanks.at,
            to=row.receiver.get_short_name(),
        )
        for row in rows
    ]


def for_everyone() -> QuerySet[Thanks]:
    """Shown notes under named posts that a visitor could read."""
    return shown_notes().filter(
        post__status=Status.VISIBLE,
        post__member__isnull=False,
        post__topic__in=readable_topics(None).values("id"),
    )
