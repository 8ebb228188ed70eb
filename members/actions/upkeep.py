"""What an installation needs beside its words: mail that leaves, copies, a list that is worked off."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from members import queries
from members.actions.test_mail import Answer, send_test_mail
from members.models import Community, Member
from members.rules import NotAllowed

REST = timedelta(days=1)
STAYS_HERE = "community.embedded.mail.FileBackend"  # the mail lies in a folder of this machine


def try_mail(*, to: str) -> Answer:
    """A test mail, and what the server said. That it was taken is noted, where mail leaves the machine at all."""
    answer = send_test_mail(to)
    if answer.ok and settings.EMAIL_BACKEND != STAYS_HERE:
        _note("mail_worked_at")
    return answer


def note_backup() -> None:
    """Whoever makes copies says so after each."""
    _note("backed_up_at")


def note_restored() -> None:
    """Suggestions rest for a day: by then everything has fallen due that fell due while the backup lay there."""
    _note("suggestions_rest_until", timezone.now() + REST)


def put_next_away(*, by: Member) -> None:
    """The list of what to do next leaves the home of every admin."""
    if not by.is_staff:
        raise NotAllowed(_("Only an admin changes this."))
    _note("next_put_away_at")


def _note(column: str, at: datetime | None = None) -> None:
    Community.objects.filter(pk=1).update(**{column: at or timezone.now()})
    cache.delete(queries.COMMUNITY_CACHE_KEY)
