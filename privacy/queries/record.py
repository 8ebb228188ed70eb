"""The record of complaints and decisions, for the people who run the place: nobody who complained is named in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision, Report, SecondLook

MOST = 10_000  # rows of one file: a year of a busy place

# What the columns of a file say for programs, in words.
KINDS = {
    "complaint": _("complaint"),
    "decision": _("decision"),
    "second look": _("second look"),
}
THINGS = {
    "post": _("post %(number)s"),
    "comment": _("comment %(number)s"),
    "account": _("account %(number)s"),
    "decision": _("decision %(number)s"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `about` is a kind and a number: what it was about is found by it, and says nothing by itself."""

    at: datetime
    kind: str  # complaint, decision, second look
    about: str
    space: str
    reason: str
    words: str
    outcome: str
    outcome_at: datetime | None
    moderator: str

    @property
    def kind_said(self) -> str:
        return str(KINDS[self.kind])

    @property
    def about_said(self) -> str:
        thing, _blank, number = self.about.partition(" ")
        return str(THINGS[thing]) % {"number": number} if thing else ""


COLUMNS = tuple(field.name for field in fields(Entry))


def entries(begin: date, end: date) -> list[Entry]:
    """From the first day to the last, both included, the oldest first."""
    found = [*_complaints(begin, end), *_decisions(begin, end), *_second_looks(begin, end)]
    return sorted(found, key=lambda entry: entry.at)[:MOST]


def _within(rows: QuerySet[Any], begin: date, end: date) -> QuerySet[Any]:
    first = datetime.combine(begin, time(), tzinfo=UTC)
    after = datetime.combine(end, time(), tzinfo=UTC) + timedelta(days=1)
    return rows.filter(at__gte=first, at__lt=after).order_by("at", "pk")[:MOST]


def _complaints(begin: date, end: date) -> Iterator[Entry]:
    related = ("decision__moderator", "post__topic__space")
    for row in _within(Report.objects.select_related(*related), begin, end):
        outcome = row.decision.get_verb_display() if row.decision else ""
        yield Entry(
            row.at,
            "complaint",
            _thing(row),
            row.post.topic.space.title,
            row.get_reason_display(),
            row.note,
            outcome,
            row.decision.at if row.decision else None,
            _moderator(row.decision),
        )


def _decisions(begin: date, end: date) -> Iterator[Entry]:
    for row in _within(Decision.objects.select_related("moderator", "space", "undone_by"), begin, end):
        undone = row.undone_by
        yield Entry(
            row.at,
            "decision",
            _thing(row),
            row.space.title if row.space else "",
            row.get_verb_display(),
            row.reason,
            undone.get_verb_display() if undone else "",
            undone.at if undone else None,
            _moderator(row),
        )


def _second_looks(begin: date, end: date) -> Iterator[Entry]:
    related = ("decision__space", "answer__moderator")
    for row in _within(SecondLook.objects.select_related(*related), begin, end):
        answer = row.answer
        yield Entry(
            row.at,
            "second look",
            f"decision {row.decision_id}",
            row.decision.space.title if row.decision.space else "",
            row.decision.get_verb_display(),
            row.words,
            answer.get_verb_display() if answer else "",
            answer.at if answer else None,
            _moderator(answer),
        )


def _thing(row: Any) -> str:
    for name in ("comment", "post", "mask", "member"):
        if key := getattr(row, f"{name}_id", None):
            if name == "mask" or (name == "member" and isinstance(row, Report)):
                break
            return f"account {key}" if name == "member" else f"{name} {key}"
    return ""


def _moderator(decision: Decision | None) -> str:
    return decision.moderator.handle if decision else ""


def as_rows(found: list[Entry]) -> list[dict[str, Any]]:
    return [asdict(entry) for entry in found]
