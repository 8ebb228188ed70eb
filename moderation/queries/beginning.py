"""What a new community has still to do, read from what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists
from django.utils import timezone

from activity.models import Event
from forum.models import Appointment, Space
from members.models import Community, Member

COPIES_EVERY = timedelta(days=35)  # a copy that is older is none


@dataclass(frozen=True, slots=True)
class Beginning:
    """Each is done or not; `backed_up_at` says since when."""

    space: bool
    words: bool
    moderators: bool
    backups: bool
    mail: bool
    privacy: bool
    backed_up_at: datetime | None
    is_put_away: bool

    @property
    def done(self) -> dict[str, bool]:
        return {name: getattr(self, name) for name in ("space", "words", "moderators", "backups", "mail", "privacy")}

    @property
    def is_over(self) -> bool:
        return self.is_put_away or all(self.done.values())


def beginning() -> Beginning:
    """One query."""
    now = timezone.now()
    row = (
        Community.objects.filter(pk=1)
        .annotate(
            has_space=Exists(Space.objects.filter(archived_at=None)),
            has_words=Exists(Event.objects.filter(verb="word.changed")),
            has_moderators=Exists(Appointment.objects.in_force(now).filter(member__is_active=True)),
        )
        .get()
    )
    copied = row.backed_up_at
    return Beginning(
        space=row.has_space,
        words=row.has_words,
        moderators=row.has_moderators,
        backups=copied is not None and now - copied < COPIES_EVERY,
        mail=row.mail_worked_at is not None,
        privacy=bool(row.privacy_note.strip()),
        backed_up_at=copied,
        is_put_away=row.next_put_away_at is not None,
    )


def for_home(member: Member) -> Beginning | None:
    """For admins, until it is done or put away; nothing is asked for others."""
    if not member.is_staff:
        return None
    try:
        found = beginning()
    except Community.DoesNotExist:  # nothing is set up yet
        return None
    return None if found.is_over else found
