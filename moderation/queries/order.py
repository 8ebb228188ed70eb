"""Which posts and comments wait for a person, in which order: danger first, then whoever waits longest. One query.

How often somebody who reported was right moves a case a little among those of equal harm, by less than a day, so that
nothing waits for ever. What counts is the best of its reports, never how many there are: thirty accounts that agree
move a case no further than one, and only danger stands above what is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.rules import tended_spaces
from masks.hours import hour_of
from members.models import Member

# Whoever was always right has their reports read as if they had come so much earlier; who never was, so much later.
TRUST_MOVES = timedelta(hours=12)
# Reports that everybody is taken to have made, half of them rightly: one that was wrong is no habit.
TRUST_BEGINS_WITH = 4

KINDS = {
    "danger": _("Somebody may be in danger"),
    "report": _("Reports"),
    "held": _("First posts"),
    "look": _("Second looks"),
    "follow": _("Promised to look again"),
    "joining": _("People who ask to join"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody wants to see of the queue; empty: all of it."""

    mine: bool = False  # what was given to them
    space: int | None = None
    kind: str = ""

    @property
    def is_all(self) -> bool:
        return self == Shown()


@dataclass(frozen=True, slots=True)
class Place:
    """One case: a post, or a comment under it."""

    post_id: int
    comment_id: int | None
    is_alarmed: bool
    since: datetime  # by which it stands in the queue

    @property
    def key(self) -> tuple[str, int]:
        return ("comment", self.comment_id) if self.comment_id else ("post", self.post_id)


# What a mask made of something hidden comes at the next full hour, with all of that hour: else whoever watches the desk
# learns in which minute somebody was here.
#
# A report is right where what it is about was hidden, or stayed hidden; wrong where it was kept, let through or
# brought back. Masked reports are of nobody, and count as anybody's.
WAITING = """
WITH trust AS (
    SELECT report.member_id,
        (count(*) FILTER (WHERE decision.verb IN ('hide', 'uphold', 'warn')) + %(begins)s / 2.0)
            / (count(*) + %(begins)s) AS share
    FROM moderation_report report JOIN moderation_decision decision ON decision.id = report.decision_id
    WHERE report.member_id IN (
        SELECT member_id FROM moderation_report WHERE decision_id IS NULL AND member_id IS NOT NULL
    )
    GROUP BY report.member_id
), waiting AS (
    SELECT report.post_id, report.comment_id,
        CASE WHEN report.reason = 'danger' THEN 'danger' ELSE 'report' END AS kind,
        report.at - (coalesce(trust.share, 0.5) - 0.5) * 2 * %(moves)s::interval AS since
    FROM moderation_report report LEFT JOIN trust ON trust.member_id = report.member_id
    WHERE report.decision_id IS NULL
    UNION ALL
    SELECT post_id, comment_id, 'alarm', at FROM moderation_alarm WHERE decision_id IS NULL
    UNION ALL
    SELECT post_id, comment_id, 'look', at FROM moderation_secondlook
    WHERE answer_id IS NULL AND post_id IS NOT NULL
    UNION ALL
    SELECT coalesce(rework.post_id, below.post_id), rework.comment_id, 'look', rework.at
    FROM forum_rework rework
    LEFT JOIN forum_comment below ON below.id = rework.comment_id
    LEFT JOIN forum_post changed ON changed.id = rework.post_id
    WHERE rework.is_open AND (coalesce(below.mask_id, changed.mask_id) IS NULL OR rework.at < %(hour)s)
    UNION ALL
    SELECT id, NULL, 'held', created_at FROM forum_post WHERE status = 'held'
    UNION ALL
    SELECT post_id, id, 'held', created_at FROM forum_comment WHERE status = 'held'
    UNION ALL
    SELECT post_id, comment_id, 'follow', due_on::timestamptz FROM moderation_followup
    WHERE done_at IS NULL AND due_on <= %(today)s AND post_id IS NOT NULL
)
SELECT waiting.post_id, waiting.comment_id, bool_or(waiting.kind = 'alarm'), min(waiting.since)
FROM waiting
JOIN forum_post post ON post.id = waiting.post_id
JOIN forum_topic topic ON topic.id = post.topic_id
LEFT JOIN forum_comment comment ON comment.id = waiting.comment_id
LEFT JOIN moderation_casefile file
    ON file.post_id = waiting.post_id AND file.comment_id IS NOT DISTINCT FROM waiting.comment_id
WHERE (waiting.kind = 'follow' OR coalesce(comment.status, post.status) <> 'deleted')
    AND (%(everywhere)s OR topic.space_id = ANY(%(spaces)s))
    AND (%(space)s::bigint IS NULL OR topic.space_id = %(space)s)
    AND (NOT %(mine)s OR file.assignee_id = %(viewer)s)
GROUP BY waiting.post_id, waiting.comment_id
HAVING %(kind)s = '' OR bool_or(waiting.kind = %(kind)s OR (waiting.kind = 'alarm' AND %(kind)s = 'danger'))
ORDER BY bool_or(waiting.kind IN ('danger', 'alarm')) DESC, min(waiting.since), waiting.post_id, waiting.comment_id
LIMIT %(most)s
"""


def places(viewer: Member, shown: Shown, *, most: int) -> list[Place]:
    """Those of the spaces that the viewer tends; an admin tends all."""
    given: dict[str, Any] = {
        "begins": TRUST_BEGINS_WITH,
        "moves": TRUST_MOVES,
        "today": timezone.localdate(),
        "hour": hour_of(timezone.now()),
        "everywhere": viewer.is_staff,
        "spaces": [] if viewer.is_staff else [*tended_spaces(viewer)],
        "space": shown.space,
        "mine": shown.mine,
        "viewer": viewer.pk,
        "kind": shown.kind,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(WAITING, given)
        return [Place(*row) for row in cursor.fetchall()]
