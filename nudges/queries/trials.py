"""What the trials show so far: for each kind that may be tried, of its latest trial. Masks are in none of it.

Everybody counts in the group into which the lot put them, whatever they did with the mail, once a fortnight is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.kinds import KINDS, Kind, Words
from notices.treaty import can_be_tried
from nudges.models import Trial
from nudges.policy import HELD_OUT, IGNORED_AFTER
from nudges.statistics import Arm, said, verdict

# What is hoped for of each kind: the same is looked at in both groups, and under members' own names alone.
ANSWERED, WROTE, CAME = "answered", "wrote", "came"
HOPED: dict[str, str] = {"reciprocity": ANSWERED, "welcome": WROTE, "helped": WROTE, "thanked": WROTE,
    "appreciation": WROTE, "resume": WROTE, "alumni_note": ANSWERED,
}  # fmt: skip
HOPES: dict[str, Words] = {
    ANSWERED: _("answered somebody within a fortnight"),
    WROTE: _("wrote something here within a fortnight"),
    CAME: _("came here to read within a fortnight"),
}

FIGURES = """
SELECT trial.id,
       count(*) FILTER (WHERE NOT lot.is_held),
       count(*) FILTER (WHERE lot.is_held),
       count(*) FILTER (WHERE message.state = 'sent'),
       count(*) FILTER (WHERE message.state = 'sent' AND message.seen_at IS NOT NULL),
       count(*) FILTER (WHERE message.state = 'sent' AND message.seen_at IS NULL AND message.sent_at <= %(ignored)s),
       count(*) FILTER (WHERE NOT lot.is_held AND choice.id IS NOT NULL),
       count(*) FILTER (WHERE lot.did IS NOT NULL AND NOT lot.is_held),
       count(*) FILTER (WHERE lot.did AND NOT lot.is_held),
       count(*) FILTER (WHERE lot.did IS NOT NULL AND lot.is_held),
       count(*) FILTER (WHERE lot.did AND lot.is_held)
FROM nudges_trial AS trial
JOIN nudges_assignment AS lot ON lot.trial_id = trial.id
LEFT JOIN notices_message AS message ON message.id = lot.message_id AND NOT lot.is_held
LEFT JOIN notices_choice AS choice
  ON choice.member_id = lot.member_id AND choice.kind = trial.kind AND NOT choice.by_mail AND choice.at >= lot.at
WHERE trial.id = ANY(%(trials)s)
GROUP BY trial.id
"""


NOBODY = Arm(0, 0)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one trial, as numbers. `sent` and `held`: whose fortnight is over."""

    all_sent: int = 0
    all_held: int = 0
    went: int = 0
    acted: int = 0
    ignored: int = 0
    stopped: int = 0
    sent: Arm = NOBODY
    held: Arm = NOBODY


@dataclass(frozen=True, slots=True)
class Row:
    """One kind, for the page: every count in words that tell of nobody."""

    kind: Kind
    trial: Trial | None
    hope: Words
    counts: dict[str, str]
    verdict: str

    @property
    def is_on(self) -> bool:
        return self.trial is not None and self.trial.ended_at is None


def rows() -> list[Row]:
    """Every kind that may be tried, those with a trial first. Two queries."""
    latest = Trial.objects.order_by("kind", "-began_at").distinct("kind").select_related("began_by", "ended_by")
    trials = {trial.kind: trial for trial in latest}
    found = figures([trial.pk for trial in trials.values()], timezone.now())
    kinds = sorted(can_be_tried(), key=lambda kind: kind not in trials)
    return [_row(KINDS[kind], trials.get(kind), found) for kind in kinds]


def figures(trials: list[int], now: datetime) -> dict[int, Figures]:
    """By the trial's number; those in which nobody drew a lot yet are missing."""
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"trials": trials, "ignored": now - IGNORED_AFTER})
        return {trial: _figures(*counts) for trial, *counts in cursor.fetchall()}


def _figures(all_sent: int, all_held: int, went: int, acted: int, ignored: int, stopped: int, *over: int) -> Figures:
    sent, sent_did, held, held_did = over
    return Figures(all_sent, all_held, went, acted, ignored, stopped, Arm(sent_did, sent), Arm(held_did, held))


def _row(kind: Kind, trial: Trial | None, found: dict[int, Figures]) -> Row:
    seen = found.get(trial.pk, Figures()) if trial is not None else Figures()
    hope = HOPES[HOPED.get(kind.name, CAME)]
    if trial is None:
        return Row(kind, None, hope, {}, "")
    said_of = {
        "sent": said(seen.went),
        "acted": said(seen.acted, of=seen.went),
        "ignored": said(seen.ignored, of=seen.went),
        "stopped": said(seen.stopped, of=seen.all_sent),
        "held": said(seen.all_held),
    }
    words = verdict(seen.sent, seen.held, share_held=HELD_OUT, all_sent=seen.all_sent, all_held=seen.all_held)
    return Row(kind, trial, hope, said_of, words)
