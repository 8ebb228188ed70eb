"""Why a topic is closed, as its page says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forum.models import Closing, Status, Topic
from forum.queries import lists
from members.models import Member

SAID = {
    Closing.Reason.DUPLICATE: _("Closed as a duplicate"),
    Closing.Reason.OFF_TOPIC: _("Closed as off topic here"),
    Closing.Reason.UNCLEAR: _("Closed as unclear"),
    Closing.Reason.BROAD: _("Closed as too broad"),
    Closing.Reason.OPINION: _("Closed as a matter of opinion"),
    Closing.Reason.OTHER: pgettext_lazy("a topic", "Closed"),
}


@dataclass(frozen=True)
class Closed:
    """`topics` and `elsewhere` are where the same was asked: here, as far as the viewer may read it, and at others."""

    said: str  # such as "Closed as a duplicate"
    words: str
    topics: list[Topic]
    elsewhere: list[str]
    at: datetime


def closed(topic: Topic, viewer: Member | None) -> Closed | None:
    """None of a topic that is open, without a query. Else one query, two where the same was asked here."""
    if topic.closed_at is None:
        return None
    row = Closing.objects.filter(topic=topic).first()
    if row is None:
        return None
    return Closed(
        said=str(SAID[Closing.Reason(row.reason)]),
        words=row.words,
        topics=_readable(row.same_as, viewer),
        elsewhere=row.same_at,
        at=row.at,
    )


def _readable(ids: list[int], viewer: Member | None) -> list[Topic]:
    if not ids:
        return []
    found = lists.rows_for(viewer).filter(status=Status.VISIBLE).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
